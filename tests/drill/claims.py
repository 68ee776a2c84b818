"""What the product claims: its state, read in clear inside the test and never shown."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sandbox.session import Session

_DYNAMIC = "pulumi-python:dynamic/submit:"


@dataclass(frozen=True, kw_only=True)
class Claims:
    """The ledger, the proofs and the lives of the keys."""

    remembered: dict[str, str] = field(repr=False)
    """Keys by fingerprint, of the ledger."""
    tried: list[tuple[int, str]]
    """Version and fingerprint, the last one last."""
    proofs: dict[int, tuple[str, str]]
    """Fingerprint and `externalId` by version."""
    states: dict[str, str]
    """By fingerprint."""
    drained_at: dict[str, str]
    next_step: str


def claims_of(session: Session) -> Claims:
    """Read the state as it is after whatever happened."""
    exported = json.loads(session.pulumi("stack", "export", "--show-secrets"))
    resources = (exported.get("deployment") or {}).get("resources") or []
    dynamic = [each for each in resources if each["type"].startswith(_DYNAMIC)]
    named: dict[str, dict[str, Any]] = {
        each["urn"].rsplit("::", 1)[1]: _clear(each.get("outputs") or {})
        for each in dynamic
        if not each.get("delete")
    }
    ledger, retirement = named.get("submit-key-ledger", {}), named.get("submit-key-retirement", {})
    history = retirement.get("history") or []
    proofs = [each for name, each in named.items() if name.startswith("submit-key-proof-v")]
    return Claims(
        remembered=dict(ledger.get("keys") or {}),
        tried=[(int(one["version"]), one["fingerprint"]) for one in ledger.get("tried") or []],
        proofs={
            int(proof["keyVersion"]): (proof["fingerprint"], proof["externalId"])
            for proof in proofs
        },
        states={life["fingerprint"]: life["state"] for life in history},
        drained_at={
            life["fingerprint"]: life["drainedAt"] for life in history if life.get("drainedAt")
        },
        next_step=str(retirement.get("nextStep") or ""),
    )


def _clear(value: Any) -> Any:
    """A value without the engine's wrapping of secrets."""
    if isinstance(value, dict):
        if "plaintext" in value:
            return _clear(json.loads(value["plaintext"]))
        return {name: _clear(each) for name, each in value.items()}
    return [_clear(each) for each in value] if isinstance(value, list) else value
