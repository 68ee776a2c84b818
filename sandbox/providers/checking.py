"""Whether inputs have the names and types that the schema gives, and the defaults they get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from sandbox.providers.resource import Resource
from sandbox.providers.schema import Property
from sandbox.providers.wire import Properties, unknown

DEFAULTS = "__defaults"
"""Lists the inputs that the provider filled in; the real providers keep it in the state, too."""

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
    return [*_names(values, inputs), *_types(values, inputs, types)]


def _names(values: Properties, inputs: Mapping[str, Property]) -> Iterator[Failure]:
    for name in values:
        if name not in inputs:
            yield name, f"Unsupported argument: the stand-in has no property '{name}'"
    for name, property_ in inputs.items():
        if property_.required and name not in values:
            yield name, f"Missing required property '{name}'"


def _types(values: Properties, inputs: Mapping[str, Property], types: Types) -> Iterator[Failure]:
    for name, value in values.items():
        kind = inputs[name].type if name in inputs else "any"
        yield from ((name, reason) for reason in _mismatches(kind, value, name, types))


def _mismatches(kind: str, value: Any, path: str, types: Types) -> Iterator[str]:
    if kind in _SCALARS:
        if not _scalar(kind, value):
            yield f"'{path}' must be a {kind}, not a {_name(value)}"
    elif kind == "any" or (isinstance(value, str) and unknown(value)):
        return
    elif not isinstance(value, list if kind.startswith("list<") else dict):
        yield f"'{path}' must be a {_words(kind)}, not a {_name(value)}"
    elif kind.startswith("obj:"):
        yield from _object(types[kind[4:]], value, path, types)
    else:
        yield from _items(kind, value, path, types)


def _scalar(kind: str, value: Any) -> bool:
    if isinstance(value, bool) and kind != "bool":
        return False
    return isinstance(value, _SCALARS[kind]) or unknown(value)


def _name(value: Any) -> str:
    names = {str: "string", bool: "bool", dict: "map", list: "list"}
    return names.get(type(value), "number")


def _words(kind: str) -> str:
    return "map" if kind.startswith("obj:") else kind.partition("<")[0]


def _items(kind: str, value: Any, path: str, types: Types) -> Iterator[str]:
    each_kind = kind.partition("<")[2][:-1]
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in entries:
        yield from _mismatches(each_kind, each, f"{path}[{key}]", types)


def _object(fields: Mapping[str, Property], value: Any, path: str, types: Types) -> Iterator[str]:
    if fields:  # None are listed of an object that takes any name, as the endpoints do.
        given = {key: each for key, each in value.items() if each is not None}
        yield from (f"{reason} in '{path}'" for _, reason in failures(given, fields, types))


def with_defaults(
    row: Resource, values: Properties, old: Properties, logical_name: str, seed: bytes
) -> Properties:
    """Add the defaults and the automatic name, and the list of what was added."""
    filled = {name: value for name, value in row.defaults.items() if name not in values}
    if row.autoname is not None and "name" not in values:
        filled["name"] = _kept_name(old) or _new_name(row.autoname, logical_name, seed)
    return {**values, **filled, DEFAULTS: sorted(filled)}


def _kept_name(old: Properties) -> str | None:
    return old.get("name") if "name" in old.get(DEFAULTS, ()) else None


def _new_name(prefix: str, logical_name: str, seed: bytes) -> str:
    digits = Random(seed or None)  # noqa: S311 - a name, and the engine's seed makes it repeatable
    return f"{prefix}{logical_name}-{digits.getrandbits(28):07x}"
