"""Pure rules: what the last update knew of the repositories, from the output `ciDrift`.

A program cannot read its old state. With this it recognises a repository by its id under a former
name, and asks GitHub only about what it has not written before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class Known:
    """The repositories of the last update, by id."""

    names: Mapping[str, str] = field(default_factory=dict)
    """The name of each repository at that time."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """The mark of what was written into each."""
    is_older: bool = False
    """Whether the last update was made by a version that did not remember any of this."""

    @classmethod
    def read(cls, record: Mapping[str, Any] | None) -> Known:
        """From the output of an update; None before the first one."""
        if record is None:
            return cls()
        if "repositories" not in record:
            return cls(is_older=True)
        one = record["repositories"]
        return cls(
            names={id_: each["name"] for id_, each in one.items()},
            marks={id_: each["mark"] for id_, each in one.items()},
        )

    def former(self, id_: object, name: str) -> str | None:
        """The other name that a repository had at the last update."""
        before = self.names.get(str(id_))
        return None if before == name else before

    def is_another(self, id_: object, name: str) -> bool:
        """Whether the name was another repository's at the last update."""
        return name in self.names.values() and self.names.get(str(id_)) != name

    def is_new(self, id_: object, paths: Iterable[str]) -> bool:
        """Whether something is to be written there that the last update did not write."""
        return self.marks.get(str(id_)) != mark(paths)

    def is_left(self, id_: object, paths: Iterable[str]) -> bool:
        """Whether something may be there that the last update wrote and this one removes."""
        before = self.marks.get(str(id_))
        return self.is_older or (before is not None and before != mark(paths))


def remembered(places: Mapping[str, tuple[str, Iterable[str]]]) -> dict[str, Any]:
    """The part of the output: by id, the name of each repository and what is written there."""
    return {id_: {"name": name, "mark": mark(paths)} for id_, (name, paths) in places.items()}


def mark(paths: Iterable[str]) -> str:
    """A short text that is the same for the same paths."""
    text = "\n".join(sorted(paths))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
