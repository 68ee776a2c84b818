"""Checks a chain of records and names every wrong one. No pulumi here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from components.key.facts import whole
from components.record.model import KEPT, Record, digest


def faults(documents: Sequence[Any], head: str | None = None) -> list[str]:
    """Return one sentence for each fault of a chain, which starts with the oldest record.

    Altered, removed, duplicated and reordered records are named by number. `head` is the stack's
    output `recordHash`; without it, a removed newest record cannot be noticed.
    """
    found = [fault for place, each in enumerate(documents, 1) for fault in _shape(each, place)]
    if found:
        return found
    found = [fault for each in documents for fault in _content(each)]
    found += _places([whole(each["sequence"]) for each in documents])
    found += _links({whole(each["sequence"]): each for each in documents})
    return found + _head(documents, head)


def _shape(document: Any, place: int) -> list[str]:
    try:
        Record.model_validate(document)
    except ValidationError as invalid:
        error = invalid.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in error["loc"]) or "the whole"
        return [f"{_named(document, place)} is not a record: {field} does not fit the schema"]
    return []


def _named(document: Any, place: int) -> str:
    number = document.get("sequence") if isinstance(document, Mapping) else None
    return f"record {whole(number)}" if isinstance(number, int | float) else f"document {place}"


def _content(document: Mapping[str, Any]) -> list[str]:
    if digest(document) == document["hash"]:
        return []
    return [f"record {whole(document['sequence'])} was altered: its hash does not fit its content"]


def _places(numbers: Sequence[int]) -> list[str]:
    """A chain may start after record 1 only if it is `KEPT` long: older ones were dropped."""
    first = 1 if len(numbers) < KEPT else min(numbers)
    missing = sorted(set(range(first, max(numbers, default=0) + 1)) - set(numbers))
    found = [f"record {number} is missing" for number in missing]
    for before, number in pairwise(numbers):
        if number == before:
            found.append(f"record {number} is there twice")
        elif number < before:
            found.append(f"record {number} is out of order: it stands after record {before}")
    return found


def _links(records: Mapping[int, Mapping[str, Any]]) -> list[str]:
    found = []
    for number, record in records.items():
        before = records.get(number - 1)
        if number == 1 and record.get("previous") is not None:
            found.append("record 1 names a record before it")
        if before is not None and record.get("previous") != before["hash"]:
            found.append(
                f"record {number} does not follow record {number - 1}: one of them was replaced"
            )
    return found


def _head(documents: Sequence[Mapping[str, Any]], head: str | None) -> list[str]:
    if head is None or (documents and documents[-1]["hash"] == head):
        return []
    last = f"after record {whole(documents[-1]['sequence'])}" if documents else "there is no record"
    return [f"the newest record is missing or was replaced: its hash is not recordHash ({last})"]


def branches(copies: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """Return where copies of one key's chain, in the order of their names, differ.

    A recreated stack starts at record 1 again. That is a new chain, not a difference.
    """
    found = []
    known: dict[int, str] = {}
    for name, documents in copies.items():
        hashes = {whole(each["sequence"]): str(each["hash"]) for each in documents}
        if hashes.keys() == {1} and known.get(1) != hashes[1]:
            known = {}
        found += [
            f"{name}: record {number} differs from the one in an earlier copy"
            for number, digest_ in hashes.items()
            if known.get(number, digest_) != digest_
        ]
        known |= hashes
    return found
