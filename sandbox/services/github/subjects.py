"""How the jobs of a repository are named in their tokens (`sub`): by names, or with ids that stay.

Source: GitHub REST API, "Get the customization template for an OIDC subject claim for a
repository"; "OpenID Connect reference", "Immutable subject claims": repositories that were created,
renamed or transferred after 15 July 2026 have the ids, others where somebody says so.
"""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response, jsonify

from sandbox.services.control import Answer
from sandbox.services.database import Database
from sandbox.services.github.documents import organization_document
from sandbox.services.github.repositories import REPOSITORIES, REPOSITORY_URL, Repositories
from sandbox.services.github.requests import json_body

_URL = f"{REPOSITORY_URL}/actions/oidc/customization/sub"
_OLD = {number: name for name, number in REPOSITORIES.items()}
"""Made before that day; one that has another name by now was renamed after it."""


class Subjects:
    """The two endpoints."""

    def __init__(self, database: Database, repositories: Repositories) -> None:
        self._database = database
        self._repositories = repositories

    def register(self, api: Blueprint) -> None:
        """Add the endpoints to the API."""
        api.get(_URL)(self.subject)
        api.put(_URL)(self.change_subject)

    def subject(self, owner: str, repo: str) -> Response:
        """`{"use_default", "use_immutable_subject", "sub_claim_prefix"}`."""
        repository = self._repositories.find(owner, repo)
        is_default, is_immutable = self._stored(repository)
        return jsonify(
            {
                "use_default": is_default,
                "use_immutable_subject": is_immutable,
                "sub_claim_prefix": _prefix(repository, is_immutable=is_immutable),
            }
        )

    def change_subject(self, owner: str, repo: str) -> Answer:
        """201: the template, and whether the ids are in it."""
        body, repository = json_body(), self._repositories.find(owner, repo)
        is_default, is_immutable = self._stored(repository)
        self._database.rows(
            "INSERT OR REPLACE INTO subjects VALUES (?, ?, ?)",
            repository["id"],
            bool(body.get("use_default", is_default)),
            bool(body.get("use_immutable_subject", is_immutable)),
        )
        return jsonify({}), 201

    def _stored(self, repository: sqlite3.Row) -> tuple[bool, bool]:
        query = "SELECT * FROM subjects WHERE repository_id = ?"
        found = self._database.row(query, repository["id"])
        if found is None:
            return True, repository["name"] != _OLD.get(repository["id"])
        return bool(found["is_default"]), bool(found["is_immutable"])


def _prefix(repository: sqlite3.Row, *, is_immutable: bool) -> str:
    owner, name = repository["owner"], repository["name"]
    if is_immutable:
        return f"repo:{owner}@{organization_document()['id']}/{name}@{repository['id']}"
    return f"repo:{owner}/{name}"
