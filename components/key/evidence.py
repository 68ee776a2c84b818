"""What proves that a key works or is dead. Every proof includes a control.

Source: the vendor's rotation steps 3 to 5 ("send a controlled test request", "confirm the request
succeeds", "remove or revoke the old key"). "Accepted" counts only while a made-up key is refused;
"refused" counts only while the current key is accepted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from components.key.inquiry import Inquiry, Oracle, Order, Unproved, inquire, inquire_in_full
from components.submit_api.answer import Answer, Verdict

REFUSALS = 3
"""Refusals in a row that prove a key dead: a single one may come from one outdated server."""
PAUSE_SECONDS = 1.0


def prove_works(api: Oracle, key: str, external_id: str) -> Order:
    """Prove that a key works: a made-up key is refused and the test request creates our job.

    Raises:
        Unproved: either answer was a different one.
    """
    inquiry = inquire_in_full(api, key)
    answer = api.submit_test_job(key, external_id)
    if answer.verdict is Verdict.REFUSED:
        raise Unproved(
            f"the Submit API refused the new key ({answer.seen}): check submitKey in Atomyx Vault,"
            " set it again and run the same command"
        )
    if answer.verdict is Verdict.UNKNOWN:
        raise Unproved(
            f"the test request was not confirmed ({answer.seen}, expected status 201 with our job):"
            " nobody was switched over; run the same command again once the Submit API answers"
        )
    return inquiry.order


def confirm_works(api: Oracle, key: str, external_id: str | None) -> Order:
    """Prove that a key proved earlier still works.

    No job is made where the key is checked first. Where the body is, it takes a job of this
    reference; without one, the key is not asked about.

    Raises:
        Unproved: a made-up key was not refused, or this key was not accepted.
    """
    inquiry = inquire(api, key)
    if inquiry.order == "body first" and external_id is None:
        return inquiry.order
    answer = inquiry.ask(key, external_id or "")
    if answer.verdict is not Verdict.ACCEPTED:
        raise Unproved(
            f"the key was proved before, but is not accepted now ({answer.seen}): nobody was"
            " switched over; check the key in Atomyx Vault and run the same command again"
        )
    return inquiry.order


def is_dead(
    inquiry: Inquiry,
    key: str,
    current: str,
    reference: str,
    sleep: Callable[[float], None] = time.sleep,
) -> bool:
    """Return True if the key is proved dead, False if it was just accepted.

    Proof takes one sitting over some seconds: a made-up key was refused, the old key is refused in
    the same way every time, and in between and at the end the current key is accepted. The old key
    is asked first: while it works, nothing else has to be.

    Raises:
        Unproved: the answers were any others; the key may be alive or dead.
    """
    for number in range(REFUSALS):
        answer = inquiry.ask(key, reference)
        if answer.verdict is Verdict.ACCEPTED:
            return False
        if answer.verdict is Verdict.UNKNOWN:
            raise Unproved(
                f"the Submit API could not be asked about an old key ({answer.seen}): it counts as"
                " alive; run the same command again once the Submit API answers"
            )
        if number == 0:
            _require_current(inquiry, current, reference)
        sleep(PAUSE_SECONDS)
    _require_current(inquiry, current, reference)
    return True


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A key that a destroy asks about."""

    name: str
    """How messages name it."""
    key: str
    reference: str
    """Of the job that the question may make; see `Inquiry.ask`."""


def require_dead(
    api: Oracle,
    keys: Sequence[Asked],
    test_jobs: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Require that every key ever declared is refused, several times over some seconds.

    Raises:
        Unproved: a key was accepted, its answer was unknown, or it may not be asked about.
    """
    inquiries = [(inquire(api, one.key), one) for one in keys]
    for inquiry, _ in inquiries:
        inquiry.require_allowed(test_jobs)
    for _ in range(REFUSALS):
        for inquiry, one in inquiries:
            answer = inquiry.ask(one.key, one.reference)
            if answer.verdict is not Verdict.REFUSED:
                raise Unproved(_still_works(one.name, answer))
        sleep(PAUSE_SECONDS)


def _still_works(name: str, answer: Answer) -> str:
    return (
        f"destroy stopped before it removed the store: {name} is not proved dead"
        f" ({answer.seen}); revoke it in Atomyx Vault first, or set retirement.protect"
        " to false, run pulumi up, and destroy again"
    )


def _require_current(inquiry: Inquiry, current: str, reference: str) -> None:
    answer = inquiry.ask(current, reference)
    if answer.verdict is not Verdict.ACCEPTED:
        raise Unproved(
            f"the current key was not accepted ({answer.seen}), so a refusal of an old key proves"
            " nothing: check the current key in Atomyx Vault, then run the same command again"
        )
