"""What the product claims: its decrypted state, used inside the test and never shown."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from records.resource_types import KEY_LEDGER, KEY_PROOF, KEY_RETIREMENT
from sandbox.session import Session


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What the state says: the ledger, the proofs and the lives of the keys."""

    remembered: dict[str, str] = field(repr=False)
    """The ledger's keys, by fingerprint."""
    tried: list[tuple[int, str]]
    """Version and fingerprint of each key, the latest last."""
    proofs: dict[int, tuple[str, str]]
    """Fingerprint and `externalId` by version."""
    states: dict[str, str]
    """The state of each key, by fingerprint."""
    drained_at: dict[str, str]
    next_step: str


def claims_of(session: Session) -> Claims:
    """Read the present state, however it came about."""
    exported = json.loads(session.pulumi("stack", "export", "--show-secrets"))
    resources = (exported.get("deployment") or {}).get("resources") or []

    def outputs_of(type_: str) -> list[dict[str, Any]]:
        present = [each for each in resources if each["type"] == type_ and not each.get("delete")]
        return [_clear(each.get("outputs") or {}) for each in present]

    [ledger], [retirement] = (outputs_of(each) or [{}] for each in (KEY_LEDGER, KEY_RETIREMENT))
    history = retirement.get("history") or []
    return Claims(
        remembered=dict(ledger.get("keys") or {}),
        tried=[(int(one["version"]), one["fingerprint"]) for one in ledger.get("tried") or []],
        proofs={
            int(proof["keyVersion"]): (proof["fingerprint"], proof["externalId"])
            for proof in outputs_of(KEY_PROOF)
        },
        states={life["fingerprint"]: life["state"] for life in history},
        drained_at={
            life["fingerprint"]: life["drainedAt"] for life in history if life.get("drainedAt")
        },
        next_step=str(retirement.get("nextStep") or ""),
    )


def _clear(value: Any) -> Any:
    """A value with the engine's wrapper of secrets removed."""
    if isinstance(value, dict):
        if "plaintext" in value:
            return _clear(json.loads(value["plaintext"]))
        return {name: _clear(each) for name, each in value.items()}
    return [_clear(each) for each in value] if isinstance(value, list) else value
