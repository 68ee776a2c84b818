"""What a provider's resource types and functions take and give, from its `schema.json`.

It says one property a line, as Terraform does: `"name": "string, optional, computed, replace"`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Properties = Mapping[str, "Property"]


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property: `type` is `string`, `int`, `list<T>`, `map<T>`, `obj:Name`, ..."""

    type: str
    is_input: bool
    required: bool
    computed: bool
    """Whether the service gives it a value where the program gives none."""
    secret: bool
    replace: bool

    @classmethod
    def read(cls, text: str) -> Property:
        """Read one line of the schema."""
        kind, *words = text.split(", ")
        return cls(
            type=kind,
            is_input="optional" in words or "required" in words,
            required="required" in words,
            computed="computed" in words,
            secret="secret" in words,
            replace="replace" in words,
        )


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The properties of a resource type or the arguments of a function. Inputs are outputs too."""

    outputs: Properties = field(default_factory=dict)

    @property
    def inputs(self) -> Properties:
        """What the program may give."""
        return {name: each for name, each in self.outputs.items() if each.is_input}

    @property
    def computed(self) -> frozenset[str]:
        """What the service gives a value where the program gives none."""
        return frozenset(name for name, each in self.outputs.items() if each.computed)

    @property
    def secrets(self) -> frozenset[str]:
        """The properties that are secret whatever the program says."""
        return frozenset(name for name, each in self.outputs.items() if each.secret)


@dataclass(frozen=True, kw_only=True)
class Schema:
    """All of one provider: resource types and functions by token, object types by name."""

    provider: str
    version: str
    resources: Mapping[str, Shape]
    functions: Mapping[str, Shape]
    types: Mapping[str, Properties]

    @property
    def config(self) -> Shape:
        """The settings of the provider itself."""
        return self.resources[f"pulumi:providers:{self.provider}"]


def load(provider: str) -> Schema:
    """Read `schema.json` in the provider's folder."""
    text = (Path(__file__).parent / provider / "schema.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return Schema(
        provider=data["provider"],
        version=data["version"],
        resources={token: Shape(outputs=_read(each)) for token, each in data["resources"].items()},
        functions={token: Shape(outputs=_read(each)) for token, each in data["functions"].items()},
        types={name: _read(each) for name, each in data["types"].items()},
    )


def _read(data: Mapping[str, str]) -> Properties:
    return {name: Property.read(text) for name, text in data.items()}
