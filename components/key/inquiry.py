"""One sitting of questions to the Submit API, after a control has shown how it works.

Source: the vendor's page "Creating jobs". It does not say whether the key or the body is checked
first. Where the body is, a body that can never make a job is refused whatever the key, and only a
complete one tells something: it makes a real job while the key works.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal, Protocol

from components.key.control import made_up_like
from components.refusal import OneLineError
from components.submit_api.answer import Answer, Verdict

Order = Literal["key first", "body first"]
"""What the Submit API checks first."""


class Oracle(Protocol):
    """The part of `SubmitApi` that a proof uses."""

    def ask(self, key: str) -> Answer:
        """Ask about a key with a body that can never make a job."""

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        """Ask for a job of this reference."""


class Unproved(OneLineError):
    """Nothing was proved, either way. The message says what was seen and what to do."""


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """How the Submit API refuses a made-up key; only answers beside it count."""

    api: Oracle
    order: Order
    refusal: Answer
    """The answer to the made-up key, asked in the way that tells something in this order."""

    def require_allowed(self, test_jobs: bool) -> None:
        """Stop where a question may make a job and the settings forbid that.

        Raises:
            Unproved: nothing can be proved then; the message says why.
        """
        if self.order == "body first" and not test_jobs:
            raise Unproved(
                "this Submit API checks the body before the key, so a question about a former key"
                " makes a real test job while the key works, and retirement.testJobs forbids that:"
                " its death cannot be proved until you set retirement.testJobs to true"
            )

    def ask(self, key: str, reference: str) -> Answer:
        """Ask about a key. Where the body is checked first, this makes a job while it works.

        A refusal counts only where it looks like the control's: another one comes from another
        place than the check of keys (a gateway, a lock-out).
        """
        if self.order == "key first":
            answer = self.api.ask(key)
        else:
            answer = self.api.submit_test_job(key, reference)
        if answer.verdict is Verdict.REFUSED and answer.seen != self.refusal.seen:
            seen = f"{answer.seen}, a made-up key was refused with {self.refusal.seen}"
            return Answer(verdict=Verdict.UNKNOWN, seen=seen)
        return answer


def inquire(api: Oracle, like: str) -> Inquiry:
    """Find out the order with a made-up key that looks like the key `like`.

    Raises:
        Unproved: the made-up key was accepted, or an answer was unknown.
    """
    made_up = made_up_like(like)
    answer = api.ask(made_up)
    if answer.verdict is Verdict.UNKNOWN:
        raise _not_asked(answer)
    if answer.verdict is Verdict.REFUSED:
        return Inquiry(api=api, order="key first", refusal=answer)
    return Inquiry(api=api, order="body first", refusal=_complete_control(api, made_up))


def inquire_in_full(api: Oracle, like: str) -> Inquiry:
    """The same, and the made-up key is also refused with a complete body, in either order.

    Raises:
        Unproved: the made-up key was accepted, or an answer was unknown.
    """
    inquiry = inquire(api, like)
    if inquiry.order == "key first":
        _complete_control(api, made_up_like(like))
    return inquiry


def _complete_control(api: Oracle, made_up: str) -> Answer:
    """Ask for a job with a made-up key; the refusal.

    Raises:
        Unproved: it was not refused.
    """
    reference = f"TEST-KEY-CONTROL-{secrets.token_hex(6)}"
    answer = api.submit_test_job(made_up, reference)
    if answer.verdict is Verdict.ACCEPTED:
        raise Unproved(
            f"a made-up key was not refused ({answer.seen}, expected status 401; it made the job"
            f" {reference}), so no answer from baseUrl proves anything: check baseUrl and any proxy"
            " or gateway in front of it"
        )
    if answer.verdict is Verdict.UNKNOWN:
        raise _not_asked(answer)
    return answer


def _not_asked(answer: Answer) -> Unproved:
    return Unproved(
        f"the Submit API could not be asked ({answer.seen}): nobody was switched over;"
        " run the same command again once it answers"
    )
