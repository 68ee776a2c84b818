"""`KeyRecord`: the chain of records, one for each update that changed a key's state.

The names of this module and of its classes are a state contract: the engine finds the provider
of a resource made long ago by them, so renaming one breaks `destroy` and `refresh` of every stack.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource
from components.key.facts import now
from components.record.model import KEPT, not_yet_recorded, sealed
from components.record.sources import ran_by

_STATE = ("history", "stores", "stack", "environment")
"""What a record is about: another one is written when a part of it changed."""


class KeyRecordProvider(DynamicProvider):
    """Appends to the chain; asks nobody. What it is given holds no key material."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Only a change of a key's state, or of where it rests, is worth a record."""
        return DiffResult(changes=any(_olds.get(name) != _news.get(name) for name in _STATE))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Write the first record."""
        return CreateResult("record", _appended([], props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Write the next record."""
        return UpdateResult(_appended(_olds["chain"], _news))


def _appended(chain: Sequence[str], props: Mapping[str, Any]) -> dict[str, Any]:
    before = [json.loads(text) for text in chain]
    facts = {
        "at": now(),
        "stack": props["stack"],
        "environment": props["environment"],
        "keys": props["history"],
        "asked": not_yet_recorded(props.get("answers") or [], before),
        "stores": props["stores"],
        "ranBy": ran_by(os.environ),
        "remains": props["nextStep"],
    }
    record = sealed(facts, before)
    # As texts: the engine makes floats of all numbers, and the hash is over what was written.
    chain = [*chain, json.dumps(record, sort_keys=True)][-KEPT:]
    kept = {name: props[name] for name in _STATE}
    return kept | {"chain": chain, "record": record, "recordHash": record["hash"]}


@dataclass(frozen=True, kw_only=True)
class KeyRecordArgs:
    """What a `KeyRecord` needs; nothing of it is secret."""

    stack: str
    """The stack's full name, `organization/project/stack`."""
    environment: str
    history: pulumi.Output[list[dict[str, Any]]]
    """The life of each key, from its retirement."""
    next_step: pulumi.Output[str]
    answers: pulumi.Output[list[dict[str, Any]]]
    """What the Submit API was asked and answered, by status."""
    key_version: int
    stores: Sequence[str]
    """The places that have this version once everything before was made."""


class KeyRecord(DynamicResource, module="submit", name="KeyRecord"):
    """What became of every key, update by update, each record with the hash of the one before."""

    chain: pulumi.Output[list[str]]
    """The records kept, oldest first, each a JSON document."""
    record: pulumi.Output[dict[str, Any]]
    """The newest record."""
    record_hash: pulumi.Output[str]
    """The newest record's hash."""

    def __init__(
        self, name: str, args: KeyRecordArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        stores = [{"store": store, "version": args.key_version} for store in args.stores]
        props = {
            "stack": args.stack,
            "environment": args.environment,
            "history": args.history,
            "nextStep": args.next_step,
            "answers": args.answers,
            "stores": stores,
            "chain": None,
            "record": None,
            "record_hash": None,
        }
        super().__init__(KeyRecordProvider(), name, props, opts)
