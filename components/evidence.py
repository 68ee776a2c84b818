"""What counts as evidence that a key works: the questions, in order, each with its control.

Source: the vendor's rotation steps 3 and 4 ("send a controlled test request", "confirm the
request succeeds"). The control, a made-up key that must be refused, is what makes an acceptance
mean something: an address where every key is accepted proves nothing.
"""

from __future__ import annotations

import secrets
from typing import Protocol

from components.submit_api import Answer, Verdict


class Oracle(Protocol):
    """The part of `SubmitApi` that evidence is taken from."""

    def ask(self, key: str) -> Answer:
        """Ask about a key without making a job."""

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        """Send the one test request."""


class Unproved(Exception):
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
