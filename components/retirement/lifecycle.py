"""The states of a key, when they change, and what to do next. No pulumi here.

`candidate -> current -> draining -> awaiting revocation -> revoked`. A candidate that never became
current also drains and is retired; it ends as `rejected`. Times are ISO 8601 in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from components.key.facts import Fact, Fingerprint, State, Time, Whole, text_of, time_of
from components.key.versions import Tried, key_name

SETTLED: frozenset[State] = frozenset({"current", "revoked", "rejected"})
DEAD: frozenset[State] = frozenset({"revoked", "rejected"})
CONFIRMED_AFTER = timedelta(minutes=10)
"""How long after its death a key is asked about once more."""
_ALIVE = {"revoked_at": None, "confirmed_at": None}
_NAMED = 3
"""How many keys a sentence names."""
NOTHING = "nothing"
OVERDUE = "is past its deadline and not proved dead"
"""The alarm `key-past-deadline` searches the log of a scheduled update for these words."""


class Life(Fact):
    """One key's state and times, without the key itself."""

    version: Whole
    fingerprint: Fingerprint
    state: State = "candidate"
    first_seen: Time
    proved_at: Time | None = None
    """When the key was last proved to work."""
    current_since: Time | None = None
    drained_at: Time | None = None
    """When no consumer should hold it any more; revoking it earlier can break one."""
    revoke_by: Time | None = None
    revoked_at: Time | None = None
    """When it was proved dead."""
    confirmed_at: Time | None = None
    """When it was proved dead once more: a lock-out that looks like a revocation has ended then."""

    @property
    def name(self) -> str:
        """How messages name the key."""
        return key_name(self.version, self.fingerprint)


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long a former key may keep working."""

    drain: timedelta
    """How long the slowest consumer may hold the key."""
    deadline: timedelta
    """The most time from the end of the drain until the key is proved dead."""


def cut_over(
    history: Sequence[Life],
    tried: Sequence[Tried],
    proved_at: str,
    now: datetime,
    patience: Patience,
) -> list[Life]:
    """The keys' lives after every store got the last key of `tried`, proved at `proved_at`."""
    known = {life.fingerprint: life for life in history}
    written = {key.fingerprint for key in tried}
    # A ledger that was made anew knows less: what it forgot is a former key all the same.
    lives = [_left(life, now, patience) for life in history if life.fingerprint not in written]
    for key in tried:
        new = Life.model_validate(key.kept())
        life = _changed(known.get(key.fingerprint, new), version=key.version)
        if key is tried[-1]:
            lives.append(_made_current(_changed(life, proved_at=proved_at), now))
        else:
            lives.append(_left(life, now, patience))
    return lives


def _changed(life: Life, **facts: object) -> Life:
    return life.model_copy(update=facts)


def _made_current(life: Life, now: datetime) -> Life:
    if life.state == "current":
        return life
    return _changed(
        life,
        state="current",
        current_since=text_of(now),
        drained_at=None,
        revoke_by=None,
        **_ALIVE,
    )


def _left(life: Life, now: datetime, patience: Patience) -> Life:
    """Start or end the drain. A candidate drains too: a killed rotation may have cut over to it."""
    if life.state in ("current", "candidate"):
        drained = _no_earlier(now + patience.drain)
        by = text_of(drained + patience.deadline)
        life = _changed(life, state="draining", drained_at=text_of(drained), revoke_by=by)
    if life.state == "draining" and life.drained_at is not None and time_of(life.drained_at) <= now:
        return _changed(life, state="awaiting revocation")
    return life


def proved_dead(life: Life, now: datetime) -> Life:
    """The life of a key that was just proved dead."""
    state: State = "revoked" if life.current_since else "rejected"
    return _changed(life, state=state, revoked_at=text_of(now))


def risen(life: Life) -> Life:
    """The life of a key that was proved dead and now works again."""
    return _changed(life, state="awaiting revocation", **_ALIVE)


def unconfirmed(history: Sequence[Life], now: datetime) -> list[Life]:
    """The dead keys that are to be asked about once more by now."""
    return [life for life in history if _is_unconfirmed(life, now)]


def _is_unconfirmed(life: Life, now: datetime) -> bool:
    if life.state not in DEAD or life.revoked_at is None or life.confirmed_at is not None:
        return False
    return time_of(life.revoked_at) + CONFIRMED_AFTER <= now


def confirmed(life: Life, now: datetime) -> Life:
    """The life of a dead key that was just proved dead once more."""
    return _changed(life, confirmed_at=text_of(now))


def open_lives(history: Sequence[Life]) -> list[Life]:
    """The keys that are not proved dead yet, without the current one."""
    return [life for life in history if life.state not in SETTLED]


def breach(history: Sequence[Life], exposed: int | None, now: datetime) -> str | None:
    """Why the update must fail: a key is exposed or overdue. None if neither."""
    lives = open_lives(history)
    shown = [life for life in lives if life.version == exposed]
    late = [life for life in lives if life.revoke_by is not None and time_of(life.revoke_by) <= now]
    for why, which in (("was exposed and not proved dead", shown), (OVERDUE, late)):
        if which:
            return (
                f"{_names(which)} {why}: revoke it in Atomyx Vault now, then"
                " run the same command again (every store already has the current key)"
            )
    return None


def next_step(history: Sequence[Life]) -> str:
    """The one thing to do next, or "nothing"."""
    lives = open_lives(history)
    due = [life for life in lives if life.state == "awaiting revocation"]
    if due:
        by = min(life.revoke_by or "" for life in due)
        return (
            f"revoke {_names(due)} in Atomyx Vault now, by {by} at the latest, then run pulumi up"
        )
    if lives:
        first = min(lives, key=lambda life: life.drained_at or "")
        return (
            f"after {first.drained_at}, and not before, revoke {first.name} in Atomyx Vault,"
            " then run pulumi up"
        )
    return NOTHING


def replace_current(current: Life) -> str:
    """The next step when the current key is refused."""
    return (
        f"the current key, {current.name}, is refused by the Submit API: create a new key in"
        f" Atomyx Vault, set it, raise keyVersion to {current.version + 1}, then run pulumi up"
    )


def _names(lives: Sequence[Life]) -> str:
    named = [life.name for life in lives[:_NAMED]]
    more = len(lives) - _NAMED
    return " and ".join([*named, f"{more} more"] if more > 0 else named)


def _no_earlier(time: datetime) -> datetime:
    """Round up to a whole second; rounding down would end a drain early."""
    return time + timedelta(microseconds=-time.microsecond % 1_000_000)
