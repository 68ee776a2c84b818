"""What counts as evidence that a key works or is dead: the questions, each with its control.

Source: the vendor's rotation steps 3 to 5 ("send a controlled test request", "confirm the request
succeeds", "remove or revoke the old key"). A made-up key that must be refused makes an acceptance
mean something; the current key that must be accepted makes a refusal mean something.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from components.key.versions import Tried, key_name
from components.refusal import OneLineError
from components.submit_api.client import Answer, Verdict

REFUSALS = 3
"""How often in a row a dead key has to be refused: one refusal may be one server's."""
PAUSE_SECONDS = 1.0


class Oracle(Protocol):
    """The part of `SubmitApi` that evidence is taken from."""

    def ask(self, key: str) -> Answer:
        """Ask about a key without making a job."""

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        """Send the one test request."""


class Unproved(OneLineError):
    """There is no proof; the sentence says what was seen and what to do. Nothing was concluded."""


def prove_works(api: Oracle, key: str, external_id: str) -> None:
    """Prove that a key works: a made-up key is refused AND the test request makes our job.

    Raises:
        Unproved: one of the two answered anything else.
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
    """Prove, without another job, that a key which was proved before works still.

    Raises:
        Unproved: a made-up key is not refused, or this one is not accepted.
    """
    require_control(api)
    answer = api.ask(key)
    if answer.verdict is not Verdict.ACCEPTED:
        raise Unproved(
            f"the key was proved before, but is not accepted now ({answer.seen}): nothing was"
            " switched over; check it in Atomyx Vault and run the same command again"
        )


def require_control(api: Oracle) -> None:
    """Ask with a made-up key; it must be refused before any other answer counts.

    Raises:
        Unproved: it was accepted, or the answer was unknown.
    """
    answer = api.ask(f"made-up-control-{secrets.token_urlsafe(24)}")
    if answer.verdict is Verdict.ACCEPTED:
        raise Unproved(
            f"a made-up key was not refused ({answer.seen}, expected status 401), so no answer"
            " from baseUrl proves anything: check baseUrl and any proxy before it"
        )
    if answer.verdict is Verdict.UNKNOWN:
        raise Unproved(
            f"the Submit API could not be asked ({answer.seen}): nothing was changed;"
            " run the same command again once it answers"
        )


def is_dead(
    api: Oracle, key: str, current: str, sleep: Callable[[float], None] = time.sleep
) -> bool:
    """Tell whether a key is dead: True is proof of death, False that it was accepted just now.

    In one sitting, over some seconds: a made-up key is refused, the current key accepted, the old
    one refused each time, the current one accepted again.

    Raises:
        Unproved: anything else; the key may be alive or dead.
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
    """The first answer that is no refusal, or the last of `REFUSALS` refusals over some seconds."""
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
    """Make sure that every key that was ever declared is refused, over some seconds.

    Raises:
        Unproved: one is accepted, or could not be told.
    """
    require_control(api)
    for _ in range(REFUSALS):
        for one in tried:
            answer = api.ask(keys[one.fingerprint])
            if answer.verdict is not Verdict.REFUSED:
                name = key_name(one.version, one.fingerprint)
                raise Unproved(
                    f"destroy stopped, the store is whole: {name} is not dead ({answer.seen});"
                    " revoke it in Atomyx Vault first, or set retirement.protect to false, run"
                    " pulumi up, and destroy again"
                )
        sleep(PAUSE_SECONDS)


def _require_current(api: Oracle, current: str) -> None:
    answer = api.ask(current)
    if answer.verdict is not Verdict.ACCEPTED:
        raise Unproved(
            f"the current key was not accepted ({answer.seen}), so a refusal of an old key proves"
            " nothing: check the current key in Atomyx Vault, then run the same command again"
        )
