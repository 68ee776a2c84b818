"""When two values of a property mean the same although they are written differently."""

from __future__ import annotations

import json
from typing import Any


def blank(value: Any) -> bool:
    """Null and the empty value of any type: services do not tell them apart."""
    return value is None or value in ("", 0, [], {}, False)


def same(old: Any, new: Any) -> bool:
    """Equal; a missing field of an object counts as an empty one."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(same(old.get(key), new.get(key)) for key in old.keys() | new.keys())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    return bool(old == new) or (blank(old) and blank(new))


def same_set(old: Any, new: Any) -> bool:
    """Equal lists whatever their order."""
    if not (isinstance(old, list) and isinstance(new, list)):
        return same(old, new)
    return _sorted(old) == _sorted(new)


def same_document(old: Any, new: Any) -> bool:
    """JSON texts that mean the same policy: order, spaces and one-element lists do not count."""
    try:
        return bool(_canonical(json.loads(old)) == _canonical(json.loads(new)))
    except (TypeError, ValueError):
        return same(old, new)


def same_ending(old: Any, new: Any) -> bool:
    """The same name with or without a prefix: an ARN and its id, a URL and its host."""
    if not (isinstance(old, str) and isinstance(new, str) and old and new):
        return same(old, new)
    longer, shorter = sorted((old, new), key=len, reverse=True)
    return longer == shorter or longer.endswith((f"/{shorter}", f":{shorter}"))


def _canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(each) for key, each in value.items()}
    if isinstance(value, list):
        items = _sorted([_canonical(each) for each in value])
        return items[0] if len(items) == 1 else items
    return json.dumps(value) if isinstance(value, bool | int | float) else value


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda each: json.dumps(each, sort_keys=True))
