"""`KeyGuard`: stops a destroy while a key still works.

Do not rename this module or its classes: stored state refers to them by name, and a rename breaks
`refresh` and `destroy` of every existing stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource
from components.key.evidence import require_dead
from components.key.ledger import KeyLedger, tried
from components.submit_api.client import SubmitApi

_KEPT = ("baseUrl", "protected", "tried", "keys")


class KeyGuardProvider(DynamicProvider):
    """Stores what a destroy must check; makes network calls only on delete."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Everything that a later destroy checks is a change."""
        return DiffResult(changes=any(_olds.get(name) != _news.get(name) for name in _KEPT))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Store what a later destroy must check."""
        return CreateResult("guard", _kept(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Store what a later destroy must check."""
        return UpdateResult(_kept(_news))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Fail while a key of a protected stack works, which stops the destroy."""
        if _props["protected"]:
            api = SubmitApi(base_url=_props["baseUrl"])
            require_dead(api, tried(_props["tried"]), _props["keys"])


def _kept(props: dict[str, Any]) -> dict[str, Any]:
    return {name: props[name] for name in _KEPT}


@dataclass(frozen=True, kw_only=True)
class KeyGuardArgs:
    """What a `KeyGuard` needs."""

    ledger: KeyLedger
    base_url: str
    protected: bool = True
    """Whether a destroy stops while a key still works."""


class KeyGuard(DynamicResource, module="submit", name="KeyGuard"):
    """On destroy it is deleted before the resources it depends on; its deletion fails while a key
    works.
    """

    def __init__(
        self, name: str, args: KeyGuardArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        secret = pulumi.ResourceOptions(additional_secret_outputs=["keys"])
        props = {
            "baseUrl": args.base_url,
            "protected": args.protected,
            "tried": args.ledger.tried,
            "keys": args.ledger.keys,
        }
        super().__init__(
            KeyGuardProvider(), name, props, pulumi.ResourceOptions.merge(opts, secret)
        )
