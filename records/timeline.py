"""Works out from the records which state each key had, and when. No pulumi here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from components.key.facts import State
from components.record.model import Record
from components.retirement.lifecycle import Life


@dataclass(frozen=True, kw_only=True)
class Span:
    """One state of one key, until its next state or the newest record."""

    state: State
    start: str
    end: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One key: its version, and its states in order."""

    version: int
    fingerprint: str
    spans: tuple[Span, ...]
    proofs: tuple[str, ...]
    """When it was proved to work, each time before it became current."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A moment that a consumer or a person could notice."""

    at: str
    words: str
    is_cutover: bool = False
    """Whether consumers get another key from this moment on."""


def bars(records: Sequence[Record]) -> list[Bar]:
    """The keys of the newest record with their states; times are ISO 8601 in UTC."""
    now = records[-1].at
    return [
        Bar(
            version=key.version,
            fingerprint=key.fingerprint,
            spans=_spans(_entries(records, key.fingerprint), now),
            proofs=_proofs(records, key.fingerprint),
        )
        for key in records[-1].keys
    ]


def _entries(records: Sequence[Record], fingerprint: str) -> list[tuple[str, State]]:
    """When the key entered each of its recorded states."""
    entries: list[tuple[str, State]] = []
    for record in records:
        for key in record.keys:
            if key.fingerprint == fingerprint:
                entries += _new_entries(record, key, entries)
    return entries


def _new_entries(
    record: Record, key: Life, entries: Sequence[tuple[str, State]]
) -> list[tuple[str, State]]:
    last = entries[-1][1] if entries else None
    if key.state == last:
        return []
    found: list[tuple[str, State]] = [] if entries else [(key.first_seen, "candidate")]
    at = _since(record, key)
    if last == "draining" and key.drained_at and key.drained_at < at:
        found.append((key.drained_at, "awaiting revocation"))
    return [*found, (at, key.state)]


def _since(record: Record, key: Life) -> str:
    cutover = max(each.current_since or "" for each in record.keys if each.state == "current")
    since: dict[State, str | None] = {
        "candidate": key.first_seen,
        "current": key.current_since,
        "draining": cutover,
        "awaiting revocation": key.drained_at,
        "revoked": key.revoked_at,
        "rejected": key.revoked_at,
    }
    return since[key.state] or record.at


def _spans(entries: Sequence[tuple[str, State]], now: str) -> tuple[Span, ...]:
    ends = [*(start for start, _ in entries[1:]), now]
    return tuple(
        Span(state=state, start=start, end=max(start, end))
        for (start, state), end in zip(entries, ends, strict=True)
    )


def _proofs(records: Sequence[Record], fingerprint: str) -> tuple[str, ...]:
    current = [key for record in records for key in record.keys if key.state == "current"]
    proved = {key.proved_at for key in current if key.fingerprint == fingerprint}
    return tuple(sorted(at for at in proved if at is not None))


_WORDS: dict[State, str] = {
    "candidate": "v{} written down",
    "current": "cutover to v{}",
    "awaiting revocation": "v{} has drained",
    "revoked": "v{} proved dead",
    "rejected": "v{} proved dead",
}


def events(records: Sequence[Record]) -> list[Event]:
    """Declarations, proofs, cutovers, ends of drains and proofs of death, sorted by time."""
    shown = bars(records)
    found = {
        Event(
            at=span.start,
            words=_WORDS[span.state].format(bar.version),
            is_cutover=span.state == "current",
        )
        for bar in shown
        for span in bar.spans
        if span.state in _WORDS
    }
    proofs = {Event(at=at, words=f"v{bar.version} proved") for bar in shown for at in bar.proofs}
    order = {"written": 0, "proved": 1, "cutover": 2}
    return sorted(
        found | proofs,
        key=lambda event: (event.at, next((n for w, n in order.items() if w in event.words), 3)),
    )
