"""Sample records: new ones, and those of the documentation."""

from __future__ import annotations

import json
from typing import Any

from components.record.model import Record, sealed
from records.resource_types import KEY_RECORD
from sandbox.folder import CHECKOUT

DOCUMENTS = json.loads((CHECKOUT / "docs" / "rotation.json").read_text())
RECORDS = [Record.model_validate(document) for document in DOCUMENTS]
"""The records that the documentation shows."""

AT = "2026-03-01T10:00:00+00:00"
ANSWER = {
    "at": AT,
    "key": "version 1",
    "question": "test request",
    "verdict": "accepted",
    "seen": "status 201",
}
FACTS: dict[str, Any] = {
    "at": AT,
    "stack": "organization/submit-key/prod",
    "environment": "production",
    "keys": [
        {
            "version": 1.0,
            "fingerprint": "0123456789ab",
            "state": "current",
            "firstSeen": AT,
            "provedAt": AT,
            "currentSince": AT,
        }
    ],
    "asked": [ANSWER],
    "stores": [{"store": "AWS Secrets Manager: submit-key/prod at AWSCURRENT", "version": 1.0}],
    "ranBy": {"system": "no CI", "run": None, "actor": None, "commit": None},
    "remains": "nothing",
}


def chain(length: int = 4) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for _ in range(length):
        records.append(sealed(FACTS, records))
    return records


def stack_export(*chains: list[dict[str, Any]]) -> str:
    """A state with the records of one key, `key-1`, or of several."""
    keys = [
        {
            "urn": f"urn:pulumi:prod::submit-key::x::key-{number}",
            "type": KEY_RECORD,
            "outputs": {"chain": [json.dumps(record) for record in records]},
        }
        for number, records in enumerate(chains, 1)
    ]
    stack = {"type": "pulumi:pulumi:Stack", "outputs": {"recordHash": chains[0][-1]["hash"]}}
    resources = [stack, *keys]
    return json.dumps({"version": 3, "deployment": {"resources": resources}})
