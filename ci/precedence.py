"""Asks GitHub what jobs get in place of what this program writes.

A refresh looks only at what is in the state, and what hides it is not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from ci.stack import Failed, Stack
from components.github.api import read
from components.github.login import Login, api_url
from components.github.precedence import hides, is_late, late, readers, rivals
from components.github.settings import GithubSettings
from components.refusal import OneLineError

_PAGE = 100


def hidden(stack: Stack) -> list[str]:
    """What hides the key or the base URL, in sentences, or why that is not known. Only asks."""
    found: list[str] = []
    try:
        github = _settings(stack)
        asked = dict.fromkeys([*github.repositories, *readers(github)])
        jobs = _jobs(github, stack) if asked else None
        for repository in asked:
            found.extend(jobs.hidden(repository) if jobs else ())
    except OneLineError as fault:
        found.append(str(fault))
    return found


def _settings(stack: Stack) -> GithubSettings:
    try:
        return GithubSettings.model_validate(json.loads(stack.get("github") or "{}"))
    except ValueError:
        raise Failed("the setting github is wrong; pulumi preview says how") from None


def _jobs(github: GithubSettings, stack: Stack) -> _Jobs:
    login = Login.read(stack.get, os.environ.get)
    login.check()
    root, token = api_url(login.base_url), str(login.token)
    owner = login.owner or (_document(f"{root}user", token) or {}).get("login")
    return _Jobs(github, f"{root}repos/{owner}", token)


@dataclass(frozen=True)
class _Jobs:
    """What the jobs of the repositories below `url` get."""

    github: GithubSettings
    url: str
    token: str = field(repr=False)

    def hidden(self, repository: str) -> Iterator[str]:
        """Each thing that hides ours in one repository."""
        sees = False
        if repository in readers(self.github):
            names = self._names(repository, "actions/organization-secrets", "secrets")
            if names is None:
                raise _unknown(f"{self.url}/{repository}", 404)
            sees = self.github.secret_name in names
            if sees and is_late(self.github, names):
                yield late(self.github, repository)
        if sees or repository in self.github.repositories:
            # GitHub may answer with 404 where an account's plan has no environments.
            environments = self._names(repository, "environments", "environments") or ()
            for path in rivals(self.github, repository, environments):
                if self._at(repository, path) is not None:
                    yield hides(self.github, repository, path)

    def _names(self, repository: str, path: str, kind: str) -> list[str] | None:
        names: list[str] = []
        for number in count(1):
            page = self._at(repository, f"{path}?per_page={_PAGE}&page={number}")
            if page is None:
                return None
            names += [str(each["name"]) for each in page[kind]]
            if len(page[kind]) < _PAGE:
                break
        return names

    def _at(self, repository: str, path: str) -> dict[str, Any] | None:
        return _document(f"{self.url}/{repository}/{path}", self.token)


def _document(url: str, token: str) -> dict[str, Any] | None:
    """What is at an address; None for 404.

    Raises:
        Failed: any other answer.
    """
    status, document = read(url, token)
    if status == 404:
        return None
    if status != 200 or not isinstance(document, dict):
        raise _unknown(url, status)
    return document


def _unknown(url: str, status: int) -> Failed:
    place = url.partition("?")[0].partition("/repos/")[2]
    words = f"GitHub did not say what hides the key in {place} (status {status})"
    return Failed(f"{words}; see docs/permissions.md")
