"""Reads the state contract, a table in CONTRIBUTING."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.folder import CHECKOUT


@dataclass(frozen=True, kw_only=True)
class Row:
    """One kind of resource."""

    name: str
    """The name, with `<…>` for what differs from stack to stack."""
    type: str
    provider: str
    """The provider of a dynamic resource, as `module:class`; else empty."""

    def fits(self, name: str, type_: str) -> bool:
        """Tell whether a resource of this name and type fits the row."""
        pattern = re.sub(r"<[^>]+>", ".+", self.name.replace("<name>", "submit-key"))
        return self.type == type_ and re.fullmatch(pattern, name) is not None


def _rows() -> list[Row]:
    text = (CHECKOUT / "CONTRIBUTING.md").read_text()
    section = text.split("## The state contract\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| `(\S+)` \| `(\S+)` \|(?: `(\S+)`)? \|$", section, re.MULTILINE)
    return [Row(name=name, type=type_, provider=provider) for name, type_, provider in cells]


CONTRACT = _rows()


def rows_of(name: str, type_: str) -> list[Row]:
    """The rows that a resource fits best: its name may begin like that of another kind."""
    found = [row for row in CONTRACT if row.fits(name, type_)]
    longest = max((len(row.name) for row in found), default=0)
    return [row for row in found if len(row.name) == longest]
