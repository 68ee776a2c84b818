"""Users, organizations, repositories and environments as GitHub's answers show them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from sandbox.services.github.repositories import ORGANIZATION
from sandbox.services.github.requests import api_url

_USER = "sandbox-user"
_LICENSE = {"key": "apache-2.0", "name": "Apache License 2.0", "spdx_id": "Apache-2.0"}
_PUBLISHED = ("alpha",)
"""The repositories with a license and a page, which the real provider asks for, too."""


def user_document() -> dict[str, Any]:
    """Whose token it is."""
    return {"login": _USER, "id": 9001, "type": "User", "url": api_url(f"/users/{_USER}")}


def organization_document() -> dict[str, Any]:
    """The one organization."""
    url = api_url(f"/orgs/{ORGANIZATION}")
    return {"login": ORGANIZATION, "id": 9000, "type": "Organization", "url": url}


def is_published(repository: sqlite3.Row) -> bool:
    """Whether a repository has a license and a page."""
    return repository["name"] in _PUBLISHED


def license_document() -> dict[str, Any]:
    """The file with the license."""
    return {"name": "LICENSE", "path": "LICENSE", "type": "file", "license": _LICENSE}


def pages_document(repository: sqlite3.Row) -> dict[str, Any]:
    """The page of a repository."""
    url = api_url(f"/repos/{repository['owner']}/{repository['name']}/pages")
    source = {"branch": "main", "path": "/"}
    return {"url": url, "status": "built", "cname": None, "source": source, "public": True}


def repository_document(repository: sqlite3.Row, *, archived: bool = False) -> dict[str, Any]:
    """A private repository whose default branch is `main`."""
    full_name = f"{repository['owner']}/{repository['name']}"
    return {
        "id": repository["id"],
        "name": repository["name"],
        "full_name": full_name,
        "owner": {**organization_document(), "login": repository["owner"]},
        "private": True,
        "archived": archived,
        "license": _LICENSE if is_published(repository) else None,
        "has_pages": is_published(repository),
        "default_branch": "main",
        "url": api_url(f"/repos/{full_name}"),
    }


def environment_document(environment: sqlite3.Row, owner: str, repo: str) -> dict[str, Any]:
    """An environment with the protection rules its settings stand for."""
    settings = json.loads(environment["settings"])
    return {
        **{key: environment[key] for key in ("id", "name", "created_at", "updated_at")},
        "url": api_url(f"/repos/{owner}/{repo}/environments/{environment['name']}"),
        "can_admins_bypass": settings.get("can_admins_bypass", True),
        "protection_rules": list(_rules(settings)),
        "deployment_branch_policy": settings.get("deployment_branch_policy"),
    }


def _rules(settings: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if settings.get("wait_timer"):
        yield {"type": "wait_timer", "wait_timer": settings["wait_timer"]}
    if settings.get("reviewers"):
        reviewers = [
            {"type": each["type"], "reviewer": {"id": each["id"]}} for each in settings["reviewers"]
        ]
        yield {"type": "required_reviewers", "reviewers": reviewers}
