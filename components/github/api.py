"""Asks GitHub what the github provider does not ask, and deletes where it would do it wrong.

Source: GitHub REST API, "Delete a repository secret", "Rate limits for the REST API", "Best
practices for using the REST API" (redirects).
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import requests

from components.refusal import OneLineError
from components.submit_api.certificates import told

_TIMEOUT_SECONDS = 30
_TRIES = 4
_LONGEST_WAIT_SECONDS = 60
_REDIRECTS = (301, 302, 303, 307, 308)
_BY_HAND = "remove by hand what is left there"


class NotRemoved(OneLineError):
    """A secret may still be on GitHub: why and the way out, in one line."""


def read(url: str, token: str) -> tuple[int, Any]:
    """The status and the document at an address, also where it is redirected to.

    `requests` sends the token on only to the same host. The status is 0, and the document None,
    where there was no answer or none in JSON.
    """
    answer = _answer("GET", url, token, is_followed=True)
    try:
        return (0, None) if answer is None else (answer.status_code, answer.json())
    except ValueError:
        return 0, None


def remove(root: str, owner: str, paths: Iterable[str], token: str) -> str | None:
    """Delete what is below one repository or organization, or see that it is gone already.

    `owner` is `repositories/<id>`, `repos/<owner>/<name>` or `orgs/<name>`, below `root`. No
    redirect is followed: what a former name leads to may have been written there just now.

    Returns:
        What stays there although nothing more can be done, for people; None if nothing stays.

    Raises:
        NotRemoved: any answer that proves neither.
    """
    answer = _answer("GET", f"{root}{owner}", token)
    status = 0 if answer is None else answer.status_code
    if status == 404 and _status("GET", root, token) == 200:
        return f"{owner} is gone, or this token may not see it; {_BY_HAND}"
    if status in _REDIRECTS:
        return f"{owner} has another name now, and nothing was removed under it; {_BY_HAND}"
    if answer is None or status != 200:
        raise _not_removed(f"{root}{owner}", status)
    document = answer.json()
    name = document.get("full_name", owner)
    if document.get("archived"):
        return f"{name} is archived, so {', '.join(paths)} stay in it; to remove them, unarchive it"
    for path in _roots(paths):
        _remove(f"{root}{owner}", path, token)
    return None


def _roots(paths: Iterable[str]) -> list[str]:
    """Without what is below another one of them: an environment takes its secrets along."""
    every = list(paths)
    return [one for one in every if not any(one.startswith(f"{other}/") for other in every)]


def _remove(owner_url: str, path: str, token: str) -> None:
    url = f"{owner_url}/{path}"
    status = _status("DELETE", url, token)
    if status != 204 and not (status == 404 and _is_gone(owner_url, path, token)):
        raise _not_removed(url, status)


def _is_gone(owner_url: str, path: str, token: str) -> bool:
    """Whether a 404 means that it is gone: GitHub answers so, too, what the token may not see."""
    parent = path.rpartition("/")[0]
    listed = f"{parent}/public-key" if parent.endswith("/secrets") else parent
    status = _status("GET", f"{owner_url}/{listed}", token)
    if status == 404 and parent.startswith("environments/"):
        return _status("GET", f"{owner_url}/environments", token) == 200
    return status == 200


def _not_removed(url: str, status: int) -> NotRemoved:
    words = f"GitHub did not remove {urlsplit(url).path} (status {status})"
    if status == 403:
        way_out = "give the token the permission (docs/permissions.md), then run the same command"
        return NotRemoved(f"{words}; {way_out}")
    return NotRemoved(f"{words}; remove it by hand")


def _status(method: str, url: str, token: str) -> int:
    answer = _answer(method, url, token)
    return 0 if answer is None else answer.status_code


def _answer(
    method: str, url: str, token: str, *, is_followed: bool = False
) -> requests.Response | None:
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
    answer = None
    for _ in range(_TRIES):
        try:
            answer = requests.request(
                method,
                url,
                headers=headers,
                timeout=_TIMEOUT_SECONDS,
                allow_redirects=is_followed,
            )
        except OSError as error:  # also where a file of certificates is missing
            if cause := told(error, ""):
                raise NotRemoved(cause) from None
            continue
        if answer.status_code not in (403, 429) or "Retry-After" not in answer.headers:
            return answer
        time.sleep(min(_seconds(answer.headers["Retry-After"]), _LONGEST_WAIT_SECONDS))
    return answer


def _seconds(text: str) -> int:
    return int(text) if text.isdecimal() else 1
