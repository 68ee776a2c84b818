"""What a provider's resource types and functions take and give, from its `schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property: `type` is `string`, `int`, `list<T>`, `map<T>`, `obj:Name`, `A|B`, ..."""

    type: str
    required: bool = False
    secret: bool = False
    replace: bool = False


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The inputs and outputs of one resource type or function, by their names on the wire."""

    inputs: Mapping[str, Property] = field(default_factory=dict)
    outputs: Mapping[str, Property] = field(default_factory=dict)

    @property
    def secrets(self) -> frozenset[str]:
        """The properties that are secret whatever the program says."""
        both = [*self.inputs.items(), *self.outputs.items()]
        return frozenset(name for name, property_ in both if property_.secret)

    def computes(self, name: str) -> bool:
        """Whether an input that is not given gets its value from the service."""
        output = self.outputs.get(name)
        return output is not None and output.required


@dataclass(frozen=True, kw_only=True)
class Schema:
    """All of one provider: resource types and functions by token, object types by name."""

    provider: str
    version: str
    resources: Mapping[str, Shape]
    functions: Mapping[str, Shape]
    types: Mapping[str, Mapping[str, Property]]

    @property
    def config(self) -> Shape:
        """The settings of the provider itself."""
        return self.resources[f"pulumi:providers:{self.provider}"]


def load(provider: str) -> Schema:
    """Reads `schema.json` in the provider's folder."""
    text = (Path(__file__).parent / provider / "schema.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return Schema(
        provider=data["provider"],
        version=data["version"],
        resources={token: _shape(each) for token, each in data["resources"].items()},
        functions={token: _shape(each) for token, each in data["functions"].items()},
        types={name: _properties(each) for name, each in data["types"].items()},
    )


def _shape(data: Mapping[str, Any]) -> Shape:
    return Shape(inputs=_properties(data["inputs"]), outputs=_properties(data["outputs"]))


def _properties(data: Mapping[str, Any]) -> dict[str, Property]:
    return {
        name: Property(
            type=each["type"],
            required=each.get("required", False),
            secret=each.get("secret", False),
            # Every regional resource of AWS is replaced when it moves; the data does not say so.
            replace=each.get("replace", False) or name == "region",
        )
        for name, each in data.items()
    }
