"""The connection to GitHub: the real provider's settings, loopback only, one call at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import cached_property
from http import HTTPStatus
from http.client import responses
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from sandbox.providers.checking import Failure
from sandbox.providers.provider import environment, loopback_only, on_loopback
from sandbox.providers.resource import ProviderError
from sandbox.providers.schema import Schema
from sandbox.providers.waiting import cancelled
from sandbox.providers.wire import Properties, unknown

_MOST_REDIRECTS = 10
_RETRYABLE = (500, 502, 503, 504)


class GitHubError(ProviderError):
    """An answer that is no success, in the real provider's words: status and GitHub's message."""

    def __init__(self, method: str, url: str, status: int, said: str | None = None) -> None:
        super().__init__(f"{method} {url}: {status} {said or responses.get(status, '')} []")
        self.status = status


class GitHub:
    """REST calls below one base URL; the account is `owner`."""

    def __init__(self, settings: Properties) -> None:
        self._settings = settings
        self._base = base_url(settings) or ""
        self._lock = threading.Lock()
        self._delay = 0.0

    def bound(self, _values: Properties) -> GitHub:
        """GitHub has no regions."""
        return self

    @cached_property
    def owner(self) -> str:
        """The account of the settings, else the one of the token."""
        return owner(self._settings) or str(self.get("user")["login"])

    def get(self, *path: object, query: str = "") -> Any:
        """The JSON document at a path, given in unquoted segments."""
        return self._call("GET", path, query=query)

    def found(self, *path: object) -> Any | None:
        """The same, None for 404."""
        try:
            return self.get(*path)
        except GitHubError as fault:
            if fault.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def put(self, *path: object, body: Properties) -> Any:
        return self._call("PUT", path, body)

    def post(self, *path: object, body: Properties) -> Any:
        return self._call("POST", path, body)

    def patch(self, *path: object, body: Properties) -> Any:
        return self._call("PATCH", path, body)

    def delete(self, *path: object) -> None:
        self._call("DELETE", path)

    def _call(
        self,
        method: str,
        path: tuple[object, ...],
        body: Properties | None = None,
        query: str = "",
    ) -> Any:
        """Serial, as the real provider without `parallelRequests`.

        `writeDelayMs` passes after each write. Its default here is 0, where the real one has 1000:
        a rehearsal does not wait.
        """
        url = self._base + "/".join(quote(str(segment), safe="") for segment in path) + query
        with self._lock:
            time.sleep(self._delay)
            self._delay = 0 if method == "GET" else self._settings.get("writeDelayMs", 0) / 1000
            answer = self._followed(method, url, body)
            while (seconds := _limited(answer)) is not None:
                if cancelled.wait(seconds):
                    raise ProviderError(f"{method} {url}: cancelled while waiting for a rate limit")
                answer = self._followed(method, url, body)
        if not answer.ok or answer.is_redirect:
            raise GitHubError(method, url, answer.status_code, _message(answer))
        return answer.json() if answer.content else None

    def _followed(self, method: str, url: str, body: Properties | None) -> requests.Response:
        """Follow redirects as Go's `net/http` does for the real provider (`redirectBehavior`).

        After 307 and 308 the same call goes to the new address, a DELETE, too; after 301, 302 and
        303 a GET does. The token goes along: the transport of `oauth2` adds it to each request.
        """
        for _ in range(_MOST_REDIRECTS):
            answer = self._answer(method, url, body)
            target = urljoin(url, answer.headers.get("Location", ""))
            if not answer.is_redirect or not on_loopback(target):
                return answer
            url = target
            if answer.status_code not in (307, 308) and method != "HEAD":
                method, body = "GET", None
        raise ProviderError(f"{method} {url}: stopped after {_MOST_REDIRECTS} redirects")

    def _answer(self, method: str, url: str, body: Properties | None) -> requests.Response:
        try:
            answer: requests.Response = self._session.request(
                method, url, json=body, timeout=30, allow_redirects=False
            )
        except requests.RequestException as fault:
            raise ProviderError(f"{method} {url}: {_reason(fault)}") from None
        return answer

    @cached_property
    def _session(self) -> Any:
        session = requests.Session()
        session.trust_env = False
        session.headers["Accept"] = "application/vnd.github+json"
        if token := self._settings.get("token") or environment("GITHUB_TOKEN"):
            session.headers["Authorization"] = f"Bearer {token}"
        retry = Retry(
            total=None,
            connect=0,
            read=0,
            redirect=0,
            status=3,
            status_forcelist=_RETRYABLE,
            allowed_methods=None,
            backoff_factor=0.5,
            raise_on_status=False,
        )
        session.mount("http://", HTTPAdapter(max_retries=retry))
        return session


def _message(answer: requests.Response) -> str | None:
    try:
        return str(answer.json()["message"])
    except (ValueError, KeyError, TypeError):
        return None


def _limited(answer: requests.Response) -> float | None:
    """Seconds to wait for a rate limit of GitHub; None for any other answer.

    The real provider waits as long as it is told, for both limits, and asks again.
    """
    if answer.status_code not in (403, 429):
        return None
    if answer.headers.get("X-RateLimit-Remaining") == "0":
        return max(0.0, float(answer.headers["X-RateLimit-Reset"]) - time.time())
    after = answer.headers.get("Retry-After")
    return None if after is None else float(after)


def connect(_schema: Schema, settings: Properties) -> GitHub:
    """Ask for the organization first, as the real provider does; a user is fine, too (404)."""
    client = GitHub(settings)
    if name := owner(settings):
        client.found("orgs", name)
    return client


def complaints(schema: Schema, settings: Properties) -> Iterator[Failure]:
    """An address that is missing (then it is api.github.com) or not on loopback."""
    if unknown(settings.get("baseUrl")):
        return
    if complaint := loopback_only(schema, base_url(settings)):
        yield "", complaint


def base_url(settings: Properties) -> str | None:
    """`baseUrl` as the real provider completes it: only an Enterprise Server has `api/v3/`."""
    given = settings.get("baseUrl") or environment("GITHUB_BASE_URL")
    if not given:
        return None
    url = urlsplit(f"{str(given).rstrip('/')}/")
    if url.netloc in ("github.com", "api.github.com"):
        return "https://api.github.com/"
    if url.netloc.endswith(".ghe.com"):
        return f"https://api.{url.netloc.removeprefix('api.')}/"
    return f"{url.scheme}://{url.netloc}{url.path.removesuffix('api/v3/')}api/v3/"


def owner(settings: Properties) -> str | None:
    """GITHUB_OWNER, which beats the setting `owner`."""
    return environment("GITHUB_ORGANIZATION", "GITHUB_OWNER") or settings.get("owner")


def explain(_fault: Exception) -> str | None:
    """GitHub's errors are ProviderErrors already."""
    return None


def _reason(fault: Exception) -> str:
    """The kind of failure only: the messages of `requests` repeat the request."""
    return type(fault).__name__
