"""Asks the Submit API which keys of a history still work. No pulumi here.

Source: the vendor's rotation steps 5 and 6 ("remove or revoke the old key", "monitor the
integration for failed authentication responses"). A person revokes keys in Atomyx Vault; the
product can only ask whether they still work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from components.key.evidence import is_dead
from components.key.inquiry import Inquiry, Oracle, Order, Unproved, inquire
from components.key.versions import retirement_id
from components.retirement.lifecycle import (
    DEAD,
    Life,
    confirmed,
    open_lives,
    proved_dead,
    risen,
    unconfirmed,
)
from components.submit_api.answer import Verdict

WATCHED = 3
"""How many of the last dead keys a refresh asks about: one may work again by mistake."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the stack allows where the Submit API checks the body first.

    There a question makes a job while the key works. So it is asked only once consumers have left
    the key, or at once where it was exposed.
    """

    stack: str
    """Part of the jobs' references."""
    test_jobs: bool
    exposed: int | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an update found out about the former keys."""

    history: list[Life]
    doubt: str | None = None
    """Why an answer about an open key is missing, if one is."""
    order: Order | None = None
    """What the API checks first; None where nobody was asked about."""


def ask_about(
    api: Oracle, history: Sequence[Life], keys: Mapping[str, str], now: datetime, terms: Terms
) -> Asked:
    """Ask about every open key, and once more about each that was found dead a while ago.

    `history` ends with the current key; `keys` maps fingerprints to keys. A key without a clear
    answer keeps its state.
    """
    current = keys[history[-1].fingerprint]
    lives, doubt, order = list(history), None, None
    for life in (*open_lives(history), *unconfirmed(history, now)):
        try:
            inquiry = inquire(api, keys[life.fingerprint])
            order = inquiry.order
            if not _waits(life, order, terms):
                inquiry.require_allowed(terms.test_jobs)
                lives[lives.index(life)] = _judged(life, inquiry, keys, current, now, terms)
        except Unproved as unproved:
            doubt = doubt if life.state in DEAD else str(unproved)
    return Asked(history=lives, doubt=doubt, order=order)


def _waits(life: Life, order: Order, terms: Terms) -> bool:
    is_held = life.state == "draining" and life.version != terms.exposed
    return is_held and order == "body first"


def _judged(
    life: Life,
    inquiry: Inquiry,
    keys: Mapping[str, str],
    current: str,
    now: datetime,
    terms: Terms,
) -> Life:
    reference = retirement_id(terms.stack, life.version, life.fingerprint)
    dead = is_dead(inquiry, keys[life.fingerprint], current, reference)
    if life.state in DEAD:
        return confirmed(life, now) if dead else risen(life)
    return proved_dead(life, now) if dead else life


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a refresh found out about the settled keys."""

    current: Verdict
    """UNKNOWN, too, where asking about it would make a job."""
    history: list[Life]
    """A dead key that works again is `awaiting revocation` here."""


def look_again(api: Oracle, history: Sequence[Life], keys: Mapping[str, str], terms: Terms) -> Seen:
    """Ask whether the current key works and the last dead keys are still dead.

    It makes no job, except where the body is checked first and a dead key works again.
    """
    current = history[-1]
    try:
        inquiry = inquire(api, keys[current.fingerprint])
        inquiry.require_allowed(terms.test_jobs)
    except Unproved:
        return Seen(current=Verdict.UNKNOWN, history=list(history))
    alive = [
        life
        for life in [life for life in history if life.state in DEAD][-WATCHED:]
        if _is_accepted(inquiry, life, keys, terms)
    ]
    is_free = inquiry.order == "key first"
    return Seen(
        current=inquiry.ask(keys[current.fingerprint], "").verdict if is_free else Verdict.UNKNOWN,
        history=[risen(life) if life in alive else life for life in history],
    )


def _is_accepted(inquiry: Inquiry, life: Life, keys: Mapping[str, str], terms: Terms) -> bool:
    reference = retirement_id(terms.stack, life.version, life.fingerprint)
    return inquiry.ask(keys[life.fingerprint], reference).verdict is Verdict.ACCEPTED
