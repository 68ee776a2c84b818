"""`KeyProof`: proves a stored key before anybody gets to use it.

Do not rename this module or its classes: stored state refers to them by name, and a rename breaks
`refresh` and `destroy` of every existing stack.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.dynamic import CheckResult, CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource, failure
from components.key.evidence import confirm_works, prove_works
from components.key.facts import now, whole
from components.key.inquiry import Order
from components.key.witness import Witness
from components.refusal import Refusal
from components.submit_api.client import SubmitApi

_HOLDS_FOR = ("baseUrl", "generation")
_RECORDED = (*_HOLDS_FOR, "externalId", "fingerprint", "keyVersion")


class KeyProofProvider(DynamicProvider):
    """Sends the one test request when the proof is created. The state never holds the key."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse another key under a proved version. Runs in preview too, without network calls."""
        before = _olds.get("fingerprint", news["fingerprint"])
        if before == news["fingerprint"]:
            return CheckResult(news, [])
        version = whole(news["keyVersion"])
        shape = f"changed (fingerprint {before} to {news['fingerprint']}) but keyVersion did not"
        way_out = f"raise it: pulumi config set keyVersion {version + 1}"
        return CheckResult(news, [failure(Refusal("submitKey", shape, way_out))])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """A proof holds for one base URL and until the declared key changes."""
        return DiffResult(changes=any(_olds.get(name) != _news[name] for name in _HOLDS_FOR))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Ask the Submit API. Raises `Unproved` unless its answers prove the key."""
        witness = _witness(props)
        order = prove_works(witness, props["key"], props["externalId"])
        return CreateResult(props["externalId"], _recorded(props, witness, order))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Prove the key again. It takes another test job where the base URL is new, or where the
        API checks the body first.
        """
        witness = _witness(_news)
        again = confirm_works if _olds.get("baseUrl") == _news["baseUrl"] else prove_works
        order = again(witness, _news["key"], _news["externalId"])
        return UpdateResult(_recorded(_news, witness, order))


def _witness(props: dict[str, Any]) -> Witness:
    return Witness(SubmitApi(base_url=props["baseUrl"]), {props["key"]: whole(props["keyVersion"])})


def _recorded(props: dict[str, Any], witness: Witness, order: Order) -> dict[str, Any]:
    recorded = {name: props[name] for name in _RECORDED}
    return recorded | {"provedAt": now(), "answers": witness.answers, "order": order}


@dataclass(frozen=True, kw_only=True)
class KeyProofArgs:
    """What a `KeyProof` needs."""

    key: pulumi.Output[str] = field(repr=False)
    """The key as read back from the store; secret."""
    base_url: str
    """Where to ask, without a trailing slash."""
    key_version: int
    fingerprint: pulumi.Output[str]
    """12 hexadecimal digits."""
    external_id: pulumi.Output[str]
    """The reference of the one test job."""
    generation: pulumi.Output[int]
    """The ledger's counter: it rises on a rollback, so the key is proved again."""


class KeyProof(DynamicResource, module="submit", name="KeyProof"):
    """The proof that one key version works; the resource exists only once it is proved."""

    proved_at: pulumi.Output[str]
    """When, ISO 8601 in UTC."""
    answers: pulumi.Output[list[dict[str, Any]]]
    """What was asked and answered, by status."""
    order: pulumi.Output[str]
    """What the Submit API checks first, "key first" or "body first"."""

    def __init__(
        self, name: str, args: KeyProofArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        props = {
            "key": args.key,
            "baseUrl": args.base_url,
            "keyVersion": args.key_version,
            "fingerprint": args.fingerprint,
            "externalId": args.external_id,
            "generation": args.generation,
            "proved_at": None,
            "answers": None,
            "order": None,
        }
        super().__init__(KeyProofProvider(), name, props, opts)
