"""`KeyVerdict`: an update fails while a key lives on that must be dead.

The names of this module and of its classes are a state contract: the engine finds the provider
of a resource made long ago by them, so renaming one breaks `destroy` and `refresh` of every stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource
from components.key.evidence import Unproved


class KeyVerdictProvider(DynamicProvider):
    """Says no. A failure is never kept, so every update that finds a breach fails again."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """A breach is a change, for what is kept never has one."""
        return DiffResult(changes=_news.get("breach") is not None)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Pass, or fail."""
        return CreateResult("verdict", _passed(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Pass, or fail."""
        return UpdateResult(_passed(_news))


def _passed(props: dict[str, Any]) -> dict[str, Any]:
    if props.get("breach"):
        raise Unproved(props["breach"])
    return {"breach": None}


@dataclass(frozen=True, kw_only=True)
class KeyVerdictArgs:
    """What a `KeyVerdict` needs."""

    breach: pulumi.Output[str | None]
    """From the retirement: why the update has to fail, or nothing."""


class KeyVerdict(DynamicResource, module="submit", name="KeyVerdict"):
    """The last resource of all: what failed here was done and recorded first."""

    def __init__(
        self, name: str, args: KeyVerdictArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(KeyVerdictProvider(), name, {"breach": args.breach}, opts)
