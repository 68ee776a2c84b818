"""Which repositories see an organization secret of visibility `selected`."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, Response

from sandbox.services.github_database import Database
from sandbox.services.github_documents import repository_document
from sandbox.services.github_errors import GitHubError, invalid, not_found
from sandbox.services.github_repositories import Repositories
from sandbox.services.github_requests import json_body, page, text_field
from sandbox.services.github_scopes import ORGANIZATION_URL, organization_scope
from sandbox.services.github_secrets import Secrets

_URL = f"{ORGANIZATION_URL}/actions/secrets/<name>/repositories"
_VISIBILITIES = ("all", "private", "selected")


def visibility_field(body: dict[str, Any]) -> str:
    """`all`, `private` or `selected`, or 422."""
    visibility = text_field(body, "visibility")
    if visibility not in _VISIBILITIES:
        raise invalid(f"Invalid request.\n\nvisibility is not one of {', '.join(_VISIBILITIES)}.")
    return visibility


class Selections:
    """The repositories chosen for each secret, and the endpoints that choose them."""

    def __init__(self, database: Database, repositories: Repositories, secrets: Secrets) -> None:
        self._database = database
        self._repositories = repositories
        self._secrets = secrets

    def register(self, api: Blueprint) -> None:
        """Add the endpoints to the API."""
        api.get(_URL)(self.list_all)
        api.put(_URL)(self.replace)
        api.put(f"{_URL}/<int:number>")(self.add)
        api.delete(f"{_URL}/<int:number>")(self.remove)

    def chosen(self, body: dict[str, Any]) -> list[int]:
        """The ids in a body; 422 for one that is no repository of the organization.

        No list is an empty one: whether GitHub keeps the former choice then is not documented.
        """
        numbers = body.get("selected_repository_ids", [])
        known = isinstance(numbers, list) and all(type(number) is int for number in numbers)
        if not known or len(self._repositories.by_ids(numbers)) != len(set(numbers)):
            raise invalid("Invalid request.\n\nselected_repository_ids are not all repositories.")
        return list(numbers)

    def set(self, scope: str, name: str, numbers: list[int]) -> None:
        """Choose exactly these."""
        with self._database.locked():
            self._database.rows("DELETE FROM selections WHERE scope = ? AND name = ?", scope, name)
            for number in numbers:
                self._add(scope, name, number)

    def list_all(self, **place: str) -> Response:
        """`{"total_count", "repositories": [...]}`."""
        secret = self._selective(place)
        chosen = self._repositories.by_ids(self._numbers(secret))
        return page("repositories", chosen, repository_document)

    def replace(self, **place: str) -> tuple[Response, int]:
        """Choose exactly the repositories of the body."""
        secret = self._selective(place)
        self.set(secret["scope"], secret["name"], self.chosen(json_body()))
        return Response(), 204

    def add(self, number: int, **place: str) -> tuple[Response, int]:
        """Choose one more."""
        secret = self._selective(place)
        if not self._repositories.by_ids([number]):
            raise not_found()
        self._add(secret["scope"], secret["name"], number)
        return Response(), 204

    def remove(self, number: int, **place: str) -> tuple[Response, int]:
        """Choose one less."""
        secret = self._selective(place)
        statement = "DELETE FROM selections WHERE scope = ? AND name = ? AND repository_id = ?"
        self._database.rows(statement, secret["scope"], secret["name"], number)
        return Response(), 204

    def _selective(self, place: dict[str, str]) -> sqlite3.Row:
        secret = self._secrets.find(organization_scope(place), place["name"].upper())
        if secret["visibility"] != "selected":
            raise GitHubError(409, "Conflict - visibility is not set to selected")
        return secret

    def _add(self, scope: str, name: str, number: int) -> None:
        self._database.rows(
            "INSERT OR IGNORE INTO selections VALUES (?, ?, ?)", scope, name, number
        )

    def _numbers(self, secret: sqlite3.Row) -> list[int]:
        query = "SELECT repository_id FROM selections WHERE scope = ? AND name = ?"
        rows = self._database.rows(query, secret["scope"], secret["name"])
        return [row["repository_id"] for row in rows]
