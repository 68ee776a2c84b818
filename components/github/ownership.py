"""Pure rules: whose a secret is that is there already.

GitHub gives no secret back, so nothing in it can tell. What tells is this stack's own state: it
remembers what it writes before it writes it. Whatever else is found belongs to somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.refusal import Refusal

_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What this update wants to write into one place, and what is there already."""

    written: Sequence[str]
    found: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Leave:
    """What may be taken over without having been written by this stack before."""

    adopt: bool
    """Whether the settings say so of secrets."""
    older: bool
    """Whether the last update was made by a version that did not remember what it wrote."""

    def covers(self, path: str) -> bool:
        """Tell whether what is at a path may be written over. A variable has to be made."""
        return self.older or (self.adopt and "secrets/" in path)


def refuse_foreign(
    claim: Claim, ours: Iterable[str], leave: Leave, setting: str, where: str
) -> None:
    """Refuse what is there already and not ours.

    Raises:
        Refusal: names the setting.
    """
    added = set(claim.written) - set(ours)
    foreign = sorted(path for path in added & set(claim.found) if not leave.covers(path))
    if foreign:
        shown = ", ".join(foreign[:_SHOWN])
        more = f" and {len(foreign) - _SHOWN} more" if len(foreign) > _SHOWN else ""
        shape = f"{where} has {shown}{more} already, which this stack did not write"
        raise Refusal(setting, shape, _WAYS_OUT)


_WAYS_OUT = (
    "choose another github.secretName and github.variableName, or remove what is there, or let"
    " adopt.secrets take the secret over"
)


def refuse_unknown_move(
    before: Mapping[str, Any], now: Mapping[str, Any], leave: Leave, setting: str
) -> None:
    """Refuse a change of what is in an archived repository, and a rename that nobody knows of.

    `before` is what the state remembers of the repository, empty if nothing; `now` has its
    `repository` (name), `paths`, `former` (its name at the last update) and `archived`.

    Raises:
        Refusal: names the setting.
    """
    name, known = now["repository"], before.get("repository")
    is_changed = set(now["paths"]) != set(before.get("paths") or ())
    if now["archived"] and is_changed and not leave.older:
        way_out = "unarchive it, or take it out of every setting"
        raise Refusal(setting, f"the repository {name} is archived", way_out)
    if known not in (None, name, now["former"]):
        shape = f"the repository {name} was called {known} when this stack wrote to it"
        raise Refusal(setting, shape, f"write {known} again, run pulumi up, then write {name}")
