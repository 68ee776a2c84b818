"""The part of GitHub that the workflows write: comments, issues and pull requests.

Source: GitHub REST API, "Issues", "Issue comments", "Pulls".
"""

from __future__ import annotations

import os
from typing import Any

import requests

from ci.stack import Failed
from components.submit_api.certificates import told

_TIMEOUT_SECONDS = 30


def workflow_token() -> str:
    """The token for comments and commits; GITHUB_TOKEN may be the provider's instead."""
    return os.environ.get("WORKFLOW_TOKEN") or os.environ.get("GITHUB_TOKEN", "")


class Repository:
    """The repository that a workflow runs for, from the variables that GitHub sets."""

    def __init__(self) -> None:
        self.name = os.environ.get("GITHUB_REPOSITORY", "")
        root = os.environ.get("GITHUB_API_URL", "https://api.github.com")
        self._root = f"{root}/repos/{self.name}"
        self._token = workflow_token()
        if not self.name or not self._token:
            raise Failed("GITHUB_REPOSITORY and WORKFLOW_TOKEN are not both set; set them")

    def comment(self, number: int, mark: str, body: str) -> None:
        """Write a comment; the one with this mark, if there is one, is overwritten."""
        before = [each for each in self._all(f"issues/{number}/comments") if mark in each["body"]]
        text = {"body": f"{mark}\n{body}"}
        if before:
            self._call("PATCH", f"issues/comments/{before[0]['id']}", text)
        else:
            self._call("POST", f"issues/{number}/comments", text)

    def issue(self, mark: str, title: str, body: str) -> int:
        """Open an issue, or overwrite the open one with this mark; its number."""
        text = {"title": title, "body": f"{mark}\n{body}"}
        number = self._open_issue(mark)
        if number is None:
            return int(self._call("POST", "issues", text)["number"])
        self._call("PATCH", f"issues/{number}", text)
        return number

    def close_issue(self, mark: str) -> None:
        """Close the open issue with this mark, if there is one."""
        number = self._open_issue(mark)
        if number is not None:
            self._call("PATCH", f"issues/{number}", {"state": "closed"})

    def pull_request(self, branch: str, base: str, title: str, body: str) -> str:
        """Open a pull request, unless this branch has an open one; its address."""
        owner = self.name.partition("/")[0]
        found = self._call("GET", f"pulls?state=open&head={owner}:{branch}&base={base}")
        text = {"title": title, "head": branch, "base": base, "body": body}
        one = found[0] if found else self._call("POST", "pulls", text)
        return str(one["html_url"])

    def _open_issue(self, mark: str) -> int | None:
        # GitHub lists pull requests among the issues.
        found = [
            each
            for each in self._all("issues?state=open")
            if mark in (each["body"] or "") and "pull_request" not in each
        ]
        return int(found[0]["number"]) if found else None

    def _all(self, path: str) -> list[Any]:
        found: list[Any] = []
        joint = "&" if "?" in path else "?"
        page = 1
        while True:
            some = self._call("GET", f"{path}{joint}per_page=100&page={page}")
            found += some
            if len(some) < 100:
                return found
            page += 1

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            answer = requests.request(
                method,
                f"{self._root}/{path}",
                json=body,
                headers=headers,
                timeout=_TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except (requests.RequestException, OSError) as fault:
            why = told(fault, type(fault).__name__)
            raise Failed(f"GitHub did not answer ({why}); run it again") from None
        if answer.status_code not in (200, 201):
            place = path.partition("?")[0]
            words = f"GitHub answered {method} {place} with status {answer.status_code}"
            raise Failed(f"{words}; see the permissions of the workflow's token")
        return answer.json()
