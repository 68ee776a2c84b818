"""`KeyGuard`: no store is removed from under a key that works.

The names of this module and of its classes are a state contract: the engine finds the provider
of a resource made long ago by them, so renaming one breaks `destroy` and `refresh` of every stack.
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
    """Holds what a destroy has to ask about; asks only then."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Whatever a destroy goes by."""
        return DiffResult(changes=any(_olds.get(name) != _news.get(name) for name in _KEPT))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Stand guard."""
        return CreateResult("guard", _kept(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Stand guard over other keys."""
        return UpdateResult(_kept(_news))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Stop a destroy while a key of a protected stack works."""
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
    """A destroy has to remove it before what it was made after, and fails to while a key works."""

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
