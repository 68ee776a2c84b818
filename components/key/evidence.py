"""What proves that a key works or is dead. Every proof includes a control.

Source: the vendor's rotation steps 3 to 5 ("send a controlled test request", "confirm the request
succeeds", "remove or revoke the old key"). "Accepted" counts only while a made-up key is refused;
"refused" counts only while the current key is accepted.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from components.key.versions import Tried, key_name
from components.refusal import OneLineError
from components.submit_api.answer import Answer, Verdict

REFUSALS = 3
"""Refusals in a row that prove a key dead: a single one may come from one outdated server."""
PAUSE_SECONDS = 1.0


class Oracle(Protocol):
    """The part of `SubmitApi` that a proof uses."""

    def ask(self, key: str) -> Answer:
        """Ask about a key without making a job."""

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        """Send the one test request."""


class Unproved(OneLineError):
    """Nothing was proved, either way. The message says what was seen and what to do."""


def prove_works(api: Oracle, key: str, external_id: str) -> None:
    """Prove that a key works: a made-up key is refused and the test request creates our job.

    Raises:
        Unproved: either answer was a different one.
    """
    require_control(api)
    answer = api.submit_test_job(key, external_id)
    if answer.verdict is Verdict.REFUSED:
        raise Unproved(
            f"the Submit API refused the new key ({answer.seen}): check submitKey in Atomyx Vault,"
            " set it again and run the same command"
        )
    if answer.verdict is Verdict.UNKNOWN:
        raise Unproved(
            f"the test request was not confirmed ({answer.seen}, expected status 201 with our job):"
            " nothing was switched over; run the same command again once the Submit API answers"
        )


def confirm_works(api: Oracle, key: str) -> None:
    """Prove that a key proved earlier still works, without creating another job.

    Raises:
        Unproved: a made-up key was not refused, or this key was not accepted.
    """
    require_control(api)
    answer = api.ask(key)
    if answer.verdict is not Verdict.ACCEPTED:
        raise Unproved(
            f"the key was proved before, but is not accepted now ({answer.seen}): nothing was"
            " switched over; check the key in Atomyx Vault and run the same command again"
        )


def require_control(api: Oracle) -> None:
    """Ask with a made-up key. Other answers count only if it is refused.

    Raises:
        Unproved: the made-up key was accepted, or the answer was unknown.
    """
    answer = api.ask(f"made-up-control-{secrets.token_urlsafe(24)}")
    if answer.verdict is Verdict.ACCEPTED:
        raise Unproved(
            f"a made-up key was not refused ({answer.seen}, expected status 401), so no answer"
            " from baseUrl proves anything: check baseUrl and any proxy in front of it"
        )
    if answer.verdict is Verdict.UNKNOWN:
        raise Unproved(
            f"the Submit API could not be asked ({answer.seen}): nothing was changed;"
            " run the same command again once it answers"
        )


def is_dead(
    api: Oracle, key: str, current: str, sleep: Callable[[float], None] = time.sleep
) -> bool:
    """Return True if the key is proved dead, False if it was just accepted.

    Proof takes one run of questions over some seconds: a made-up key is refused, the current key is
    accepted, the old key is refused every time, and the current key is accepted again.

    Raises:
        Unproved: the answers were any others; the key may be alive or dead.
    """
    require_control(api)
    _require_current(api, current)
    answer = _ask_repeatedly(api, key, sleep)
    if answer.verdict is Verdict.ACCEPTED:
        return False
    if answer.verdict is Verdict.UNKNOWN:
        raise Unproved(
            f"the Submit API could not be asked about an old key ({answer.seen}): it counts as"
            " alive; run the same command again once the Submit API answers"
        )
    _require_current(api, current)
    return True


def _ask_repeatedly(api: Oracle, key: str, sleep: Callable[[float], None] = time.sleep) -> Answer:
    """Ask up to `REFUSALS` times; return the first answer that is not a refusal, else the last."""
    for _ in range(REFUSALS):
        answer = api.ask(key)
        if answer.verdict is not Verdict.REFUSED:
            break
        sleep(PAUSE_SECONDS)
    return answer


def require_dead(
    api: Oracle,
    tried: Sequence[Tried],
    keys: Mapping[str, str],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Require that every key ever declared is refused, several times over some seconds.

    Raises:
        Unproved: a key was accepted, or its answer was unknown.
    """
    require_control(api)
    for _ in range(REFUSALS):
        for one in tried:
            answer = api.ask(keys[one.fingerprint])
            if answer.verdict is not Verdict.REFUSED:
                name = key_name(one.version, one.fingerprint)
                raise Unproved(
                    f"destroy stopped before it removed the store: {name} is not proved dead"
                    f" ({answer.seen}); revoke it in Atomyx Vault first, or set retirement.protect"
                    " to false, run pulumi up, and destroy again"
                )
        sleep(PAUSE_SECONDS)


def _require_current(api: Oracle, current: str) -> None:
    answer = api.ask(current)
    if answer.verdict is not Verdict.ACCEPTED:
        raise Unproved(
            f"the current key was not accepted ({answer.seen}), so a refusal of an old key proves"
            " nothing: check the current key in Atomyx Vault, then run the same command again"
        )
