"""Which permission of a fine-grained token or of an App each endpoint needs.

Source: GitHub Docs, "Permissions required for fine-grained personal access tokens" (the same for
Apps) and "Troubleshooting the REST API" (the refusal, and the header that names the permission).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from flask import Request, Response

from sandbox.services.github.errors import GitHubError

Permissions = Mapping[str, str]
"""`{"secrets": "write", ...}`; `write` includes `read`."""

HEADER = "X-Accepted-GitHub-Permissions"
_ORGANIZATION = "/orgs/{organization}"
_REPOSITORY = "/repos/{owner}/{repo}"
_THREAD = ("issues=read; pull_requests=read", "issues=write; pull_requests=write")
_NEEDS = {
    f"{_ORGANIZATION}/actions/secrets": ("organization_secrets=read", "organization_secrets=write"),
    f"{_ORGANIZATION}/actions/variables": (
        "organization_actions_variables=read",
        "organization_actions_variables=write",
    ),
    f"{_ORGANIZATION}/repos": ("metadata=read", "administration=write"),
    f"{_REPOSITORY}/environments/{{environment}}/secrets": (
        "environments=read",
        "environments=write",
    ),
    f"{_REPOSITORY}/environments/{{environment}}/variables": (
        "environments=read",
        "environments=write",
    ),
    f"{_REPOSITORY}/environments": ("actions=read", "administration=write"),
    f"{_REPOSITORY}/actions/secrets": ("secrets=read", "secrets=write"),
    f"{_REPOSITORY}/actions/organization-secrets": ("secrets=read", "secrets=read"),
    f"{_REPOSITORY}/actions/organization-variables": (
        "actions_variables=read",
        "actions_variables=read",
    ),
    f"{_REPOSITORY}/actions/oidc": ("actions=read", "actions=write"),
    f"{_REPOSITORY}/actions/variables": ("actions_variables=read", "actions_variables=write"),
    f"{_REPOSITORY}/dependabot/secrets": ("dependabot_secrets=read", "dependabot_secrets=write"),
    # There is no reading without the right to write.
    f"{_REPOSITORY}/codespaces/secrets": ("codespaces_secrets=write", "codespaces_secrets=write"),
    f"{_REPOSITORY}/license": ("contents=read", "contents=write"),
    f"{_REPOSITORY}/pages": ("pages=read", "pages=write"),
    f"{_REPOSITORY}/issues/comments": _THREAD,
    f"{_REPOSITORY}/issues/{{number}}/comments": _THREAD,
    f"{_REPOSITORY}/issues": ("issues=read", "issues=write"),
    f"{_REPOSITORY}/pulls": ("pull_requests=read", "pull_requests=write"),
    _REPOSITORY: ("metadata=read", "administration=write"),
}
"""By the beginning of an endpoint, the longer before the shorter: to read, to write."""


class Tokens:
    """The tokens that are good, and what each may do; the first one may do everything."""

    def __init__(self, whole: str) -> None:
        self._made: dict[str, Permissions | None] = {whole: None}

    def make(self, permissions: Permissions) -> str:
        """A fine-grained token; each may read what repositories are called (`metadata`)."""
        token = f"github_pat_{secrets.token_hex(16)}"
        self._made[token] = {"metadata": "read", **permissions}
        return token

    def check(self, request: Request) -> None:
        """401 for a token that is none, 403 for one without the endpoint's permission."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() not in ("bearer", "token") or token not in self._made:
            raise GitHubError(401, "Bad credentials" if scheme else "Requires authentication")
        has = self._made[token]
        if has is not None and not _suffices(has, needed(request)):
            raise GitHubError(403, "Resource not accessible by personal access token")


def endpoint(request: Request) -> str:
    """The endpoint as GitHub's documents write it: `/repos/{owner}/{repo}/actions/secrets`."""
    rule = request.url_rule.rule.removeprefix("/api/v3") if request.url_rule else ""
    given = request.view_args or {}
    named = re.sub(r"<any\([^>]*:(\w+)>", lambda found: str(given[found[1]]), rule)
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", named)


def needed(request: Request) -> str:
    """What an endpoint needs, as the header writes it; empty for nothing."""
    asked = endpoint(request)
    found = (pair for start, pair in _NEEDS.items() if f"{asked}/".startswith(f"{start}/"))
    to_read, to_write = next(found, ("", ""))
    return to_read if request.method in ("GET", "HEAD") else to_write


def named(response: Response, request: Request) -> None:
    """Add the header that names the permission."""
    if accepted := needed(request):
        response.headers[HEADER] = accepted


def _suffices(has: Permissions, needs: str) -> bool:
    wanted = [each.split("=") for each in needs.split("; ") if each]
    return not wanted or any(has.get(name) in (access, "write") for name, access in wanted)
