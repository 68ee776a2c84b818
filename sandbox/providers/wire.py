"""Property values in the engine's wire form and in plain Python.

Source: the property value encoding of the Pulumi SDKs (signatures for secrets, sentinels for
values that a preview does not know yet).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import json_format, struct_pb2

Properties = dict[str, Any]

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWNS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker, not a password


@dataclass(frozen=True, kw_only=True)
class Bag:
    """Plain properties, and the names of those with a secret anywhere inside."""

    values: Properties = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()


def decode(struct: struct_pb2.Struct) -> Bag:
    """Plain values without nulls, which the engine treats as absent."""
    values: Properties = {}
    secrets: set[str] = set()
    for name, wire in json_format.MessageToDict(struct).items():
        found: list[bool] = []
        value = _plain(wire, found)
        if value is not None:
            values[name] = value
        if found:
            secrets.add(name)
    return Bag(values=values, secrets=frozenset(secrets))


def _plain(wire: Any, found: list[bool]) -> Any:
    if isinstance(wire, dict):
        if wire.get(_SIGNATURE) == _SECRET:
            found.append(True)
            return _plain(wire.get("value"), found)
        return {key: _plain(each, found) for key, each in wire.items()}
    if isinstance(wire, list):
        return [_plain(each, found) for each in wire]
    if isinstance(wire, float) and wire.is_integer():
        return int(wire)
    return wire


def encode(values: Mapping[str, Any], secrets: Iterable[str] = ()) -> struct_pb2.Struct:
    """The wire form, with the properties named in `secrets` marked as secret."""
    hidden = set(secrets)
    struct = struct_pb2.Struct()
    struct.update(
        {
            name: {_SIGNATURE: _SECRET, "value": value} if name in hidden else value
            for name, value in values.items()
            if value is not None
        }
    )
    return struct


def unknown(value: Any) -> bool:
    """Whether a value, or anything inside it, is not known yet."""
    if isinstance(value, dict):
        return any(unknown(each) for each in value.values())
    if isinstance(value, list):
        return any(unknown(each) for each in value)
    return isinstance(value, str) and value in _UNKNOWNS


def texts(value: Any) -> Iterable[str]:
    """Every string inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
