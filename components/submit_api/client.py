"""One request to the Submit API, answered with accepted, refused or unknown.

Source: the vendor's pages "Authentication" (`Authorization: Bearer KEY`, 401 for a key that is
missing, invalid or revoked) and "Creating jobs" (`POST {base}/jobs`, 201 with the job, only
`externalId` is required). No pulumi here, and nothing of a request, a header or a body leaves it.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from enum import Enum
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

DEADLINE_SECONDS = 8.0
"""How long one question may take, from the first packet to the last byte of the answer."""
_BODY_LIMIT = 64 * 1024
_SHORTEST_WAIT_SECONDS = 0.1


class Verdict(Enum):
    """What an answer says about a key. UNKNOWN is never rounded to one of the others."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A verdict, and what was seen in our own words (a status code, a timeout)."""

    verdict: Verdict
    seen: str


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
        """Ask whether a key works, with a body that can never make a job (no `externalId`).

        401 means refused; a validation error means that the key got past the check. Where the API
        says when to ask again (`Retry-After`), it is asked again within the deadline.
        """
        response = self._post_patiently(key)
        if isinstance(response, str):
            return Answer(verdict=Verdict.UNKNOWN, seen=response)
        alive = response.status in (400, 422) and isinstance(response.document, dict)
        return _answer(response, Verdict.ACCEPTED if alive else Verdict.UNKNOWN)

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        """Send the one controlled test request. Accepted = 201 with a job of our `externalId`.

        It makes a real job: an unknown answer may have made one too, so it is not sent again here.
        """
        response = self._post(key, {"externalId": external_id})
        if isinstance(response, str):
            return Answer(verdict=Verdict.UNKNOWN, seen=response)
        job = response.document if isinstance(response.document, dict) else {}
        made = response.status == 201 and job.get("externalId") == external_id
        return _answer(response, Verdict.ACCEPTED if made else Verdict.UNKNOWN)

    def _post_patiently(self, key: str) -> _Response | str:
        ends = time.monotonic() + self.deadline
        while True:
            response = self._post(key, {})
            wait = None if isinstance(response, str) else response.retry_after
            if wait is None or time.monotonic() + wait >= ends:
                return response
            time.sleep(max(wait, _SHORTEST_WAIT_SECONDS))

    def _post(self, key: str, body: Mapping[str, str]) -> _Response | str:
        # requests bounds each read, not the whole: a peer that drips bytes would hold us for ever.
        answer: Future[_Response | str] = Future()

        def exchange() -> None:
            try:
                answer.set_result(self._exchange(key, body))
            except Exception as bug:  # else it would end the thread and look like a silent peer
                answer.set_exception(bug)

        threading.Thread(target=exchange, daemon=True).start()
        try:
            return answer.result(timeout=self.deadline)
        except FutureTimeoutError:
            return f"no answer within {self.deadline:g} s"

    def _exchange(self, key: str, body: Mapping[str, str]) -> _Response | str:
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
                return _read(response)
        except requests.exceptions.SSLError:
            return "the TLS certificate could not be verified"
        except requests.Timeout:
            return f"no answer within {self.deadline:g} s"
        except (requests.RequestException, OSError, ValueError):
            return "no answer: the connection failed or was dropped"


@dataclass(frozen=True, kw_only=True)
class _Response:
    status: int
    document: Any
    """The JSON of the body, or None where the body is not JSON."""
    is_page: bool
    retry_after: float | None
    """Seconds, where the API asks for patience."""


def _read(response: requests.Response) -> _Response:
    body = b""
    for piece in response.iter_content(8192):
        body += piece
        if len(body) > _BODY_LIMIT:
            break
    return _Response(
        status=response.status_code,
        document=_json(body) if len(body) <= _BODY_LIMIT else None,
        is_page="html" in response.headers.get("Content-Type", "").lower(),
        retry_after=_retry_after(response),
    )


def _retry_after(response: requests.Response) -> float | None:
    """Source: RFC 9110 section 10.2.3, a number of seconds or a date."""
    said = response.headers.get("Retry-After")
    if said is None or response.status_code not in (429, 503):
        return None
    try:
        return Retry().parse_retry_after(said)
    except InvalidHeader:
        return None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _answer(response: _Response, otherwise: Verdict) -> Answer:
    """A 401 refuses, unless a proxy's page says it."""
    refused = response.status == 401 and not response.is_page
    shape = "a web page" if response.is_page else "" if response.document is not None else "no JSON"
    seen = f"status {response.status}" + (f" with {shape}" if shape else "")
    return Answer(verdict=Verdict.REFUSED if refused else otherwise, seen=seen)
