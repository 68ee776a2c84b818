"""Users, organizations, repositories and environments as GitHub's answers show them."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from sandbox.services.github.repositories import ORGANIZATION, ORGANIZATION_ID
from sandbox.services.github.requests import api_url

USER = "sandbox-user"


def user_document() -> dict[str, Any]:
    """Whose token it is."""
    return {
        "login": USER,
        "id": 9001,
        "node_id": "U_9001",
        "type": "User",
        "url": api_url(f"/users/{USER}"),
        "site_admin": False,
    }


def organization_document() -> dict[str, Any]:
    """The one organization."""
    return {
        "login": ORGANIZATION,
        "id": ORGANIZATION_ID,
        "node_id": f"O_{ORGANIZATION_ID}",
        "type": "Organization",
        "url": api_url(f"/orgs/{ORGANIZATION}"),
        "repos_url": api_url(f"/orgs/{ORGANIZATION}/repos"),
    }


def repository_document(repository: sqlite3.Row) -> dict[str, Any]:
    """A private repository whose default branch is `main`."""
    full_name = f"{repository['owner']}/{repository['name']}"
    return {
        "id": repository["id"],
        "node_id": f"R_{repository['id']}",
        "name": repository["name"],
        "full_name": full_name,
        "owner": organization_document(),
        "private": True,
        "visibility": "private",
        "description": None,
        "fork": False,
        "archived": False,
        "disabled": False,
        "default_branch": "main",
        "url": api_url(f"/repos/{full_name}"),
        "permissions": {"admin": True, "push": True, "pull": True},
    }


def environment_document(environment: sqlite3.Row, owner: str, repo: str) -> dict[str, Any]:
    """An environment with the protection rules its settings stand for."""
    settings = json.loads(environment["settings"])
    return {
        "id": environment["id"],
        "node_id": f"EN_{environment['id']}",
        "name": environment["name"],
        "url": api_url(f"/repos/{owner}/{repo}/environments/{environment['name']}"),
        "created_at": environment["created_at"],
        "updated_at": environment["updated_at"],
        "can_admins_bypass": settings.get("can_admins_bypass", True),
        "protection_rules": list(_rules(environment["id"], settings)),
        "deployment_branch_policy": settings.get("deployment_branch_policy"),
    }


def _rules(number: int, settings: dict[str, Any]) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = []
    if settings.get("wait_timer"):
        rules.append({"type": "wait_timer", "wait_timer": settings["wait_timer"]})
    if settings.get("reviewers"):
        reviewers = [
            {"type": reviewer["type"], "reviewer": {"id": reviewer["id"]}}
            for reviewer in settings["reviewers"]
        ]
        self_review = bool(settings.get("prevent_self_review"))
        rules.append(
            {
                "type": "required_reviewers",
                "prevent_self_review": self_review,
                "reviewers": reviewers,
            }
        )
    if settings.get("deployment_branch_policy"):
        rules.append({"type": "branch_policy"})
    return [
        {"id": number * 10 + place, "node_id": f"GA_{number * 10 + place}", **rule}
        for place, rule in enumerate(rules)
    ]
