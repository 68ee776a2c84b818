"""Whether inputs have the names and types that the schema gives, and the defaults they get."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any

from sandbox.providers.resource import Resource
from sandbox.providers.schema import Property
from sandbox.providers.wire import UNKNOWN, Properties, unknown

DEFAULTS = "__defaults"
"""Names the inputs that the provider filled in; kept in the state as the real providers keep it."""

Failure = tuple[str, str]
Types = Mapping[str, Mapping[str, Property]]

_SCALARS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "int": (int,),
    "number": (int, float),
    "bool": (bool,),
}


def failures(values: Properties, inputs: Mapping[str, Property], types: Types) -> list[Failure]:
    """Unknown, missing and wrongly typed properties, each with its reason."""
    return [*_unexpected(values, inputs), *_missing(values, inputs), *_types(values, inputs, types)]


def _unexpected(values: Properties, inputs: Mapping[str, Property]) -> Iterator[Failure]:
    for name in values:
        if name not in inputs:
            yield name, f"Unsupported argument: there is no property '{name}'"


def _missing(values: Properties, inputs: Mapping[str, Property]) -> Iterator[Failure]:
    for name, property_ in inputs.items():
        if property_.required and name not in values:
            yield name, f"Missing required property '{name}'"


def _types(values: Properties, inputs: Mapping[str, Property], types: Types) -> Iterator[Failure]:
    for name, value in values.items():
        if name in inputs:
            for reason in _mismatches(inputs[name].type, value, name, types):
                yield name, reason


def _mismatches(kind: str, value: Any, path: str, types: Types) -> Iterator[str]:
    if kind in _SCALARS:
        if not _scalar(kind, value):
            yield f"'{path}' must be a {kind}, not a {_name(value)}"
    elif isinstance(value, str) and unknown(value):
        return
    elif _top_level_choices(kind):
        yield from _any_of(_top_level_choices(kind), value, path, types)
    elif kind.startswith("list<"):
        yield from _items(kind[5:-1], value, path, types)
    elif kind.startswith("map<"):
        yield from _entries(kind[4:-1], value, path, types)
    elif kind.startswith("obj:"):
        yield from _object(kind[4:], value, path, types)


def _scalar(kind: str, value: Any) -> bool:
    if isinstance(value, bool) and kind != "bool":
        return False
    return isinstance(value, _SCALARS[kind]) or unknown(value)


def _name(value: Any) -> str:
    names = {str: "string", bool: "bool", dict: "map", list: "list"}
    return names.get(type(value), "number")


def _top_level_choices(kind: str) -> list[str]:
    head = kind.split("<", 1)[0]
    return kind.split("|") if "|" in head else []


def _any_of(kinds: Iterable[str], value: Any, path: str, types: Types) -> Iterator[str]:
    if all(list(_mismatches(kind, value, path, types)) for kind in kinds):
        yield f"'{path}' must be {' or '.join(kinds)}, not a {_name(value)}"


def _items(kind: str, value: Any, path: str, types: Types) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"'{path}' must be a list, not a {_name(value)}"
        return
    for index, each in enumerate(value):
        yield from _mismatches(kind, each, f"{path}[{index}]", types)


def _entries(kind: str, value: Any, path: str, types: Types) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"'{path}' must be a map, not a {_name(value)}"
        return
    for key, each in value.items():
        yield from _mismatches(kind, each, f"{path}.{key}", types)


def _object(name: str, value: Any, path: str, types: Types) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"'{path}' must be an object, not a {_name(value)}"
        return
    fields = types.get(name)
    if not fields:
        return
    given = {key: each for key, each in value.items() if each is not None}
    yield from (f"{reason} in '{path}'" for _, reason in _unexpected(given, fields))
    yield from (f"{reason} in '{path}'" for _, reason in _missing(given, fields))
    for key in given.keys() & fields.keys():
        yield from _mismatches(fields[key].type, given[key], f"{path}.{key}", types)


def documents(values: Properties, inputs: Mapping[str, Property]) -> Properties:
    """Policy documents given as objects become JSON text, as the real provider keeps them."""
    return {
        name: _document(value) if name in inputs and _takes_document(inputs[name]) else value
        for name, value in values.items()
    }


def _takes_document(property_: Property) -> bool:
    return property_.type == "string|obj:PolicyDocument"


def _document(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return UNKNOWN if unknown(value) else json.dumps(value)


def with_defaults(
    row: Resource, values: Properties, old: Properties, logical_name: str, seed: bytes
) -> Properties:
    """Adds what the provider fills in, and the list of it."""
    filled = {name: value for name, value in row.defaults.items() if name not in values}
    if row.autoname is not None and "name" not in values and "namePrefix" not in values:
        filled["name"] = _kept_name(old) or _new_name(row.autoname, logical_name, seed)
    return {**values, **filled, DEFAULTS: sorted(filled)}


def _kept_name(old: Properties) -> str | None:
    return old.get("name") if "name" in old.get(DEFAULTS, ()) else None


def _new_name(prefix: str, logical_name: str, seed: bytes) -> str:
    digits = Random(seed or None)  # noqa: S311 - a name, and the engine's seed makes it repeatable
    return f"{prefix}{logical_name}-{digits.getrandbits(28):07x}"
