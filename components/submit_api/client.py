"""One request to the Submit API, answered with accepted, refused or unknown.

Source: the vendor's pages "Authentication" (`Authorization: Bearer KEY`, 401 for a key that is
missing, invalid or revoked) and "Creating jobs" (`POST {base}/jobs`, 201 with the job, only
`externalId` is required). No pulumi here, and nothing of a request, a header or a body leaves it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass

import requests
from requests.auth import AuthBase
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from components.submit_api.answer import (
    DROPPED,
    UNVERIFIED,
    Answer,
    Reply,
    Verdict,
    no_answer_within,
)
from components.submit_api.certificates import told

DEADLINE_SECONDS = 8.0
"""How long one question may take, from the first packet to the last byte of the answer."""
_BODY_LIMIT = 64 * 1024
_SHORTEST_WAIT_SECONDS = 0.1


class _Bearer(AuthBase):
    """Sets the header itself: `requests` lets a netrc entry replace a plain one."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


class _Session(requests.Session):
    """Knows no redirect: even with `allow_redirects=False`, `requests` reads one's body whole."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """There is none."""


@dataclass(frozen=True, kw_only=True)
class SubmitApi:
    """The Submit API at one base URL.

    Redirects are not followed (the key would follow them), TLS is verified, proxies and
    certificate bundles of the environment count, what may make a job is sent once.
    """

    base_url: str
    deadline: float = DEADLINE_SECONDS

    def ask(self, key: str) -> Answer:
        """Ask with a body that can never make a job (no `externalId`); see `Reply.to_question`.

        Where the API says when to ask again (`Retry-After`), it is asked again within the deadline.
        """
        reply = self._post_patiently(key)
        return _unknown(reply) if isinstance(reply, str) else reply.to_question()

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        """Ask for a job of this reference. Accepted = 201 with a job that is not another's.

        It makes a real job: an unknown answer may have made one too, so it is not sent again here.
        """
        reply, _ = self._post(key, {"externalId": external_id})
        return _unknown(reply) if isinstance(reply, str) else reply.to_job(external_id)

    def _post_patiently(self, key: str) -> Reply | str:
        ends = time.monotonic() + self.deadline
        while True:
            reply, wait = self._post(key, {})
            if wait is None or time.monotonic() + wait >= ends:
                return reply
            time.sleep(max(wait, _SHORTEST_WAIT_SECONDS))

    def _post(self, key: str, body: Mapping[str, str]) -> tuple[Reply | str, float | None]:
        """The reply, or why there is none; and the seconds after which to ask again, if told."""
        # requests bounds each read, not the whole: a peer that drips bytes would hold us for ever.
        future: Future[_Received | str] = Future()

        def exchange() -> None:
            try:
                future.set_result(self._exchange(key, body))
            except Exception as bug:  # else it would end the thread and look like a silent peer
                future.set_exception(bug)

        threading.Thread(target=exchange, daemon=True).start()
        try:
            received = future.result(timeout=self.deadline)
        except FutureTimeoutError:
            return no_answer_within(self.deadline), None
        if isinstance(received, str):
            return received, None
        return received.reply(), received.retry_after()

    def _exchange(self, key: str, body: Mapping[str, str]) -> _Received | str:
        try:
            with (
                _Session() as session,
                session.post(
                    f"{self.base_url}/jobs",
                    json=dict(body),
                    auth=_Bearer(key),
                    timeout=self.deadline,
                    stream=True,
                ) as response,
            ):
                return _Received(response=response, body=_body(response))
        except requests.exceptions.SSLError as fault:
            return told(fault, UNVERIFIED)
        except requests.Timeout:
            return no_answer_within(self.deadline)
        except (requests.RequestException, OSError, ValueError) as fault:
            return told(fault, DROPPED)


def _unknown(seen: str) -> Answer:
    return Answer(verdict=Verdict.UNKNOWN, seen=seen)


def _body(response: requests.Response) -> bytes | None:
    body = b""
    for piece in response.iter_content(8192):
        body += piece
        if len(body) > _BODY_LIMIT:
            return None
    return body


@dataclass(frozen=True, kw_only=True)
class _Received:
    """A response, read; what it says is worked out where a bug does not look like a lost answer."""

    response: requests.Response
    body: bytes | None

    def reply(self) -> Reply:
        return Reply(
            status=self.response.status_code,
            body=self.body,
            is_page="html" in self.response.headers.get("Content-Type", "").lower(),
        )

    def retry_after(self) -> float | None:
        """Source: RFC 9110 section 10.2.3, a number of seconds or a date; nonsense is ignored."""
        said = self.response.headers.get("Retry-After")
        if said is None or self.response.status_code not in (429, 503):
            return None
        try:
            return Retry().parse_retry_after(said)
        except (InvalidHeader, OverflowError, ValueError):  # a year beyond 9999 is a ValueError
            return None
