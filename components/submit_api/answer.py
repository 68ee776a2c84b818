"""What the Submit API answered, in our own words, and what that says of a key. No pulumi, no I/O.

Source: the vendor's pages "Authentication" (401 for a key that is missing, invalid or revoked) and
"Creating jobs" (201 with the job). They say nothing of the bodies, so none is required beyond that.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from components.submit_api.certificates import UNREADABLE, UNTRUSTED

DROPPED = "no answer: the connection failed or was dropped"
UNVERIFIED = "the TLS certificate could not be verified"
_NAMELESS = ", job without reference"
SEEN = (
    r"^(status [0-9]{3}( with (a web page|text|an (empty|endless) body|no JSON))?"
    rf"({_NAMELESS})?"
    rf"|no answer within [0-9.e+]+ s|{DROPPED}|{UNVERIFIED}|{UNREADABLE}|{UNTRUSTED})$"
)
"""Matches every `Answer.seen`; "no JSON" stands in records of version 0.1.0."""
_NOT_JSON = object()


def no_answer_within(seconds: float) -> str:
    """The words for an API that was silent so long."""
    return f"no answer within {seconds:g} s"


class Verdict(Enum):
    """What an answer says about a key. UNKNOWN is never rounded to one of the others."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A verdict, and what was seen in our own words (a status and the kind of body, a timeout).

    Two refusals of the same origin were seen alike.
    """

    verdict: Verdict
    seen: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back over HTTP. Nothing of the body leaves this class."""

    status: int
    body: bytes | None
    """None where it was too long to be read."""
    is_page: bool

    def to_question(self) -> Answer:
        """To a body that can never make a job: an error about it means that the key was passed, or
        not looked at yet; the order in which the API checks decides.
        """
        got_past = self.status in (400, 422) and self._is_the_api
        return self._answer(Verdict.ACCEPTED if got_past else Verdict.UNKNOWN)

    def to_job(self, external_id: str) -> Answer:
        """To the request for a job. The job's reference has to be ours where it is repeated."""
        job = self._json()
        if self.status != 201 or not isinstance(job, dict):
            return self._answer(Verdict.UNKNOWN)
        if "externalId" not in job:
            return self._answer(Verdict.ACCEPTED, _NAMELESS)
        return self._answer(
            Verdict.ACCEPTED if job["externalId"] == external_id else Verdict.UNKNOWN
        )

    def _answer(self, otherwise: Verdict, more: str = "") -> Answer:
        refused = self.status == 401 and self._is_the_api
        kind = self._kind()
        seen = f"status {self.status}" + ("" if kind == "JSON" else f" with {kind}") + more
        return Answer(verdict=Verdict.REFUSED if refused else otherwise, seen=seen)

    @property
    def _is_the_api(self) -> bool:
        """A page is a proxy's, and nobody sends an error without end."""
        return not self.is_page and self.body is not None

    def _kind(self) -> Literal["a web page", "an endless body", "an empty body", "JSON", "text"]:
        if self.is_page:
            return "a web page"
        if self.body is None:
            return "an endless body"
        if not self.body.strip():
            return "an empty body"
        return "text" if self._json() is _NOT_JSON else "JSON"

    def _json(self) -> Any:
        try:
            return _NOT_JSON if self.body is None else json.loads(self.body)
        except (ValueError, RecursionError):
            return _NOT_JSON
