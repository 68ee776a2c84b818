"""`KeyVerdict`: fails the update while an exposed or overdue key still works.

Do not rename this module or its classes: stored state refers to them by name, and a rename breaks
`refresh` and `destroy` of every existing stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource, is_known
from components.key.inquiry import Unproved


class KeyVerdictProvider(DynamicProvider):
    """Raises on a breach. A failure is never stored, so every update with a breach fails."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """A breach always counts as a change: stored state never holds one, because an update that
        finds one fails. A preview does not know it while a former key is open.
        """
        breach = _news.get("breach")
        return DiffResult(changes=bool(breach) and is_known(breach))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Pass, or fail on a breach."""
        return CreateResult("verdict", _passed(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Pass, or fail on a breach."""
        return UpdateResult(_passed(_news))


def _passed(props: dict[str, Any]) -> dict[str, Any]:
    if props.get("breach"):
        raise Unproved(props["breach"])
    return {"breach": ""}


@dataclass(frozen=True, kw_only=True)
class KeyVerdictArgs:
    """What a `KeyVerdict` needs."""

    breach: pulumi.Output[str]
    """Why the update must fail, from `KeyRetirement`; else empty."""


class KeyVerdict(DynamicResource, module="submit", name="KeyVerdict"):
    """The last resource: all other work is done and recorded before it fails the update."""

    def __init__(
        self, name: str, args: KeyVerdictArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(KeyVerdictProvider(), name, {"breach": args.breach}, opts)
