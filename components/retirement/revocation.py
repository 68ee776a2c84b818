"""Asks the Submit API which keys of a history still work. No pulumi here.

Source: the vendor's rotation steps 5 and 6 ("remove or revoke the old key", "monitor the
integration for failed authentication responses"). A person revokes keys in Atomyx Vault; the
product can only ask whether they still work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from components.key.evidence import Oracle, Unproved, is_dead, require_control
from components.retirement.lifecycle import DEAD, Life, open_lives, proved_dead, risen
from components.submit_api.answer import Verdict

WATCHED = 3
"""How many of the last dead keys a refresh asks about: one may work again by mistake."""


def ask_about(
    api: Oracle, history: Sequence[Life], keys: Mapping[str, str], now: datetime
) -> tuple[list[Life], str | None]:
    """Ask about every open key; return the new history, and why an answer is missing, if one is.

    `history` ends with the current key; `keys` maps fingerprints to keys. A key without a clear
    answer keeps its state.
    """
    current = keys[history[-1].fingerprint]
    lives, doubt = list(history), None
    for life in open_lives(history):
        try:
            dead = is_dead(api, keys[life.fingerprint], current)
        except Unproved as unproved:
            doubt = str(unproved)
        else:
            lives[lives.index(life)] = proved_dead(life, now) if dead else life
    return lives, doubt


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a refresh found out about the settled keys."""

    current: Verdict
    history: list[Life]
    """A dead key that works again is `awaiting revocation` here."""


def look_again(api: Oracle, history: Sequence[Life], keys: Mapping[str, str]) -> Seen:
    """Ask whether the current key works and the last dead keys are still dead."""
    try:
        require_control(api)
    except Unproved:
        return Seen(current=Verdict.UNKNOWN, history=list(history))
    alive = [
        life
        for life in [life for life in history if life.state in DEAD][-WATCHED:]
        if api.ask(keys[life.fingerprint]).verdict is Verdict.ACCEPTED
    ]
    return Seen(
        current=api.ask(keys[history[-1].fingerprint]).verdict,
        history=[risen(life) if life in alive else life for life in history],
    )
