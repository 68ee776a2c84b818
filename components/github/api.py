"""Deletes a secret on GitHub: the github provider would delete some secrets too early.

Source: GitHub REST API, "Delete a repository secret", "Rate limits for the REST API".
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import requests

from components.refusal import OneLineError
from components.submit_api.base_url import is_loopback

PUBLIC = "https://api.github.com/"
_TIMEOUT_SECONDS = 30
_TRIES = 4
_LONGEST_WAIT_SECONDS = 60


class NotRemoved(OneLineError):
    """A secret may still be on GitHub: why and the way out, in one line."""


def api_url(base_url: str | None) -> str:
    """The root of the REST API for a provider's `baseUrl`; an Enterprise Server has `/api/v3/`.

    Raises:
        NotRemoved: the token would be sent without TLS.
    """
    root = (base_url or PUBLIC).rstrip("/") + "/"
    parts = urlsplit(root)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise NotRemoved("github:baseUrl is not https; correct it in the stack's settings")
    is_whole = root == PUBLIC or root.endswith("/api/v3/")
    return root if is_whole else f"{root}api/v3/"


def remove_secret(url: str, token: str) -> None:
    """Delete one secret, or see that it is gone already.

    Raises:
        NotRemoved: any other answer.
    """
    status = _status("DELETE", url, token)
    # GitHub answers 404 also when the token may not see the secrets; then this request fails, too.
    if status == 404 and _status("GET", f"{url.rpartition('/')[0]}/public-key", token) == 200:
        return
    if status != 204:
        path = urlsplit(url).path
        raise NotRemoved(f"GitHub did not remove {path} (status {status}); remove it by hand")


def _status(method: str, url: str, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
    status = 0
    for _ in range(_TRIES):
        try:
            answer = requests.request(
                method, url, headers=headers, timeout=_TIMEOUT_SECONDS, allow_redirects=False
            )
        except requests.RequestException:
            continue
        status = answer.status_code
        if status not in (403, 429) or "Retry-After" not in answer.headers:
            return status
        time.sleep(min(_seconds(answer.headers["Retry-After"]), _LONGEST_WAIT_SECONDS))
    return status


def _seconds(text: str) -> int:
    return int(text) if text.isdecimal() else 1
