"""Renders records as Markdown, newest first. No pulumi here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.record.model import Record

_TIMES = (
    ("proved", "proved_at"),
    ("current since", "current_since"),
    ("drained", "drained_at"),
    ("revoke by", "revoke_by"),
    ("proved dead", "revoked_at"),
    ("once more", "confirmed_at"),
)

_FIRST = {"key first": "the key before the body", "body first": "the body before the key"}


def markdown(documents: Sequence[Mapping[str, Any]]) -> str:
    """All records of a chain, the newest first."""
    records = [Record.model_validate(document) for document in documents]
    return "\n".join(one(record) for record in reversed(records))


def one(record: Record) -> str:
    """One record, with the same facts as its JSON document."""
    parts = [
        f"## Record {record.sequence} of {record.stack} ({record.environment}), {record.at}",
        _keys(record),
        _stores(record),
        _asked(record),
        f"Ran by: {_ran_by(record)}",
        f"What remains: {record.remains}",
        f"Hash: `{record.hash}`, of the record before: {_quoted(record.previous)}",
    ]
    return "\n\n".join(parts) + "\n"


def _keys(record: Record) -> str:
    heads = ("version", "fingerprint", "state", *(head for head, _ in _TIMES))
    rows = [
        (
            str(key.version),
            f"`{key.fingerprint}`",
            key.state,
            *(getattr(key, name) or "" for _, name in _TIMES),
        )
        for key in record.keys
    ]
    return _table(heads, rows)


def _stores(record: Record) -> str:
    return _table(("store", "version"), ((each.store, str(each.version)) for each in record.stores))


def _asked(record: Record) -> str:
    if not record.asked:
        return "Nothing was asked."
    rows = [(each.at, each.question, each.key, each.verdict, each.seen) for each in record.asked]
    table = _table(("at", "asked", "with", "answer", "seen"), rows)
    return (
        table
        if record.order is None
        else f"{table}\n\nThe Submit API checks {_FIRST[record.order]}."
    )


def _ran_by(record: Record) -> str:
    by = record.ran_by
    said = (("by", by.actor), ("at commit", by.commit), ("in", by.run))
    return " ".join([by.system, *(f"{word} {value}" for word, value in said if value)])


def _quoted(text: str | None) -> str:
    return "none" if text is None else f"`{text}`"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
