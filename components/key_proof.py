"""`KeyProof`: the step between storing a key and letting anybody use it.

The names of this module and of its classes are a state contract: the engine finds the provider
of a resource made long ago by them, so renaming one breaks `destroy` and `refresh` of every stack.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, cast

import pulumi
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)

from components.evidence import prove_works
from components.submit_api import SubmitApi

_RECORDED = ("baseUrl", "externalId", "fingerprint", "keyVersion")


class KeyProofProvider(ResourceProvider):
    """Sends the one test request when a proof is created; keeps no key material afterwards."""

    def configure(self, req: ConfigureRequest) -> None:
        """Show a failure as one line: the engine prints what the traceback module formats."""
        sys.tracebacklimit = 0

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse another key under a proved version. Runs in preview, asks nobody."""
        before = _olds.get("fingerprint", news["fingerprint"])
        if before == news["fingerprint"]:
            return CheckResult(news, [])
        reason = (
            f"changed (fingerprint {before} to {news['fingerprint']}) while keyVersion stayed"
            f" {news['keyVersion']:g}; raise it: pulumi config set keyVersion"
            f" {news['keyVersion'] + 1:g}"
        )
        return CheckResult(news, [CheckFailure("submitKey", reason)])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """A proof holds for one base URL; all else that could change has a version of its own."""
        return DiffResult(changes=_olds.get("baseUrl") != _news["baseUrl"])

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Ask the Submit API. Raises `Unproved` unless it proved the key."""
        return CreateResult(props["externalId"], _prove(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Prove the key again at another base URL, before anything else is told of that URL."""
        return UpdateResult(_prove(_news))


def _prove(props: dict[str, Any]) -> dict[str, Any]:
    prove_works(SubmitApi(base_url=props["baseUrl"]), props["key"], props["externalId"])
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return {name: props[name] for name in _RECORDED} | {"provedAt": now}


@dataclass(frozen=True, kw_only=True)
class KeyProofArgs:
    """What a `KeyProof` needs."""

    key: pulumi.Output[str] = field(repr=False)
    """The key as the store gives it back; secret."""
    base_url: str
    """Where to ask, without a trailing slash."""
    key_version: int
    fingerprint: str
    """12 hexadecimal digits."""
    external_id: str
    """The reference of the one test job."""


class KeyProof(Resource, module="submit", name="KeyProof"):
    """The fact that one key version was proved to work; it exists only once that is so."""

    def __init__(
        self, name: str, args: KeyProofArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        props = {
            "key": args.key,
            "baseUrl": args.base_url,
            "keyVersion": args.key_version,
            "fingerprint": args.fingerprint,
            "externalId": args.external_id,
            "provedAt": None,
        }
        super().__init__(KeyProofProvider(), name, props, opts)

    @property
    def proved_at(self) -> pulumi.Output[str]:
        """When, ISO 8601 in UTC."""
        return cast("pulumi.Output[str]", pulumi.get(self, "provedAt"))
