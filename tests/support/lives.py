"""Lives of keys after rotations, an hour apart."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from components.key.versions import Tried
from components.retirement.lifecycle import Life, Patience, cut_over
from tests.support.marks import AT, letter, mark

NOON = datetime(2026, 11, 24, 12, 0, 0, 250_000, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
PATIENCE = Patience(drain=HOUR, deadline=24 * HOUR)


def tried(*keys: tuple[int, str]) -> list[Tried]:
    """What a ledger lists."""
    return [Tried(version=version, fingerprint=mark(name), first_seen=AT) for version, name in keys]


def rotated(*keys: tuple[int, str], now: datetime = NOON) -> list[Life]:
    """The lives after rotating through all keys, one an hour, with none proved dead."""
    history: list[Life] = []
    for number in range(1, len(keys) + 1):
        before = now - HOUR * (len(keys) - number)
        history = cut_over(history, tried(*keys[:number]), AT, before, PATIENCE)
    return history


def states(history: list[Life]) -> dict[str, str]:
    """The state of each key, by its letter."""
    return {letter(life.fingerprint): life.state for life in history}
