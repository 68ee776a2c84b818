"""`KeyGuard`: stops a destroy while a key still works.

Do not rename this module or its classes: stored state refers to them by name, and a rename breaks
`refresh` and `destroy` of every existing stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource, is_known
from components.key.evidence import Asked, require_dead
from components.key.ledger import KeyLedger, remembered, tried
from components.key.versions import key_name, retirement_id
from components.submit_api.client import SubmitApi

_SETTINGS = ("baseUrl", "protected", "stack", "testJobs")


class KeyGuardProvider(DynamicProvider):
    """Stores what a destroy must check; makes network calls only on delete."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Everything that a later destroy checks is a change."""
        if not is_known(_news["tried"]):
            return DiffResult(changes=True)
        kept = _kept(_olds, _news)
        return DiffResult(changes=any(_olds.get(name) != kept[name] for name in kept))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Store what a later destroy must check."""
        return CreateResult("guard", _kept({}, props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Store what a later destroy must check."""
        return UpdateResult(_kept(_olds, _news))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Fail while a key of a protected stack works, which stops the destroy."""
        if _props["protected"]:
            api = SubmitApi(base_url=_props["baseUrl"])
            require_dead(api, _asked(_props), _props.get("testJobs", True))


def _kept(olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
    return {name: news[name] for name in _SETTINGS} | remembered(olds, news)


def _asked(props: dict[str, Any]) -> list[Asked]:
    stack, keys = props.get("stack", ""), props["keys"]
    return [
        Asked(
            name=key_name(one.version, one.fingerprint),
            key=keys[one.fingerprint],
            reference=retirement_id(stack, one.version, one.fingerprint),
        )
        for one in tried(props["tried"])
    ]


@dataclass(frozen=True, kw_only=True)
class KeyGuardArgs:
    """What a `KeyGuard` needs."""

    ledger: KeyLedger
    base_url: str
    protected: bool = True
    """Whether a destroy stops while a key still works."""
    test_jobs: bool = True
    """Whether a question may make a job; see `Inquiry`."""


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
            "stack": pulumi.get_stack(),
            "testJobs": args.test_jobs,
            "tried": args.ledger.tried,
            "keys": args.ledger.keys,
        }
        super().__init__(
            KeyGuardProvider(), name, props, pulumi.ResourceOptions.merge(opts, secret)
        )
