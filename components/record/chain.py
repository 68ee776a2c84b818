"""`KeyRecord`: the chain of records, one for each update that changed the state of a key.

Do not rename this module or its classes: stored state refers to them by name, and a rename breaks
`refresh` and `destroy` of every existing stack.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource, is_known
from components.key.facts import now
from components.record.model import KEPT, not_yet_recorded, sealed
from components.record.sources import ran_by

_STATE = ("history", "stores", "stack", "environment")
"""A new record is written when one of these inputs changed."""


class KeyRecordProvider(DynamicProvider):
    """Appends to the chain. Makes no network call, and its inputs hold no key."""

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Only a change of a key's state or of the places that hold it needs a new record.

        A preview does not know the answer about an open key, and proposes no record of it.
        """
        known = [name for name in _STATE if is_known(_news.get(name))]
        return DiffResult(changes=any(_olds.get(name) != _news.get(name) for name in known))

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
        "order": props.get("order") or None,
        "remains": props["nextStep"],
    }
    record = sealed(facts, before)
    # As texts: the engine turns every number into a float, but the hash covers the original text.
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
    """The life of each key, from `KeyRetirement`."""
    next_step: pulumi.Output[str]
    answers: pulumi.Output[list[dict[str, Any]]]
    """The questions to the Submit API and its answers, by status."""
    order: pulumi.Output[str]
    """What the API checks first, "key first" or "body first"."""
    key_version: int
    stores: Sequence[str]
    """The places that hold this version once the update got this far."""


class KeyRecord(DynamicResource, module="submit", name="KeyRecord"):
    """One record per update that changed a key, each with the hash of the record before it."""

    chain: pulumi.Output[list[str]]
    """The last `KEPT` records, oldest first, each a JSON document."""
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
            "order": args.order,
            "stores": stores,
            "chain": None,
            "record": None,
            "record_hash": None,
        }
        super().__init__(KeyRecordProvider(), name, props, opts)
