"""Which repositories see an organization's secret or variable of visibility `selected`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from sandbox.services.github.database import Database
from sandbox.services.github.documents import repository_document
from sandbox.services.github.errors import GitHubError, invalid, not_found
from sandbox.services.github.repositories import Repositories
from sandbox.services.github.requests import View, json_body, page, text_field
from sandbox.services.github.scopes import ScopeOf

Find = Callable[[str, str], sqlite3.Row]
"""(scope, name): the secret or variable, or 404."""
_VISIBILITIES = ("all", "private", "selected")


def visibility_field(body: dict[str, Any]) -> str:
    """`all`, `private` or `selected`, or 422."""
    visibility = text_field(body, "visibility")
    if visibility not in _VISIBILITIES:
        raise invalid(f"Invalid request.\n\nvisibility is not one of {', '.join(_VISIBILITIES)}.")
    return visibility


class Selections:
    """The repositories chosen for each name of one kind, and the endpoints that choose them."""

    def __init__(
        self, database: Database, repositories: Repositories, find: Find, scope_of: ScopeOf
    ) -> None:
        self._database = database
        self._repositories = repositories
        self._find = find
        self._scope_of = scope_of

    def register(self, api: Blueprint, url: str) -> None:
        """Add the endpoints below those of one kind to the API."""
        rules: dict[tuple[str, str], View] = {
            ("GET", ""): self.list_all,
            ("PUT", ""): self.replace,
            ("PUT", "/<int:number>"): self.add,
            ("DELETE", "/<int:number>"): self.remove,
        }
        for (method, rest), view in rules.items():
            rule = f"{url}/<name>/repositories{rest}"
            api.add_url_rule(rule, f"{method} {rule}", view, methods=[method])

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
        found = self._selective(place)
        chosen = self._repositories.by_ids(self._numbers(found))
        return page("repositories", chosen, repository_document)

    def replace(self, **place: str) -> tuple[Response, int]:
        """Choose exactly the repositories of the body."""
        found = self._selective(place)
        self.set(found["scope"], found["name"], self.chosen(json_body()))
        return Response(), 204

    def add(self, number: int, **place: str) -> tuple[Response, int]:
        """Choose one more."""
        found = self._selective(place)
        if not self._repositories.by_ids([number]):
            raise not_found()
        self._add(found["scope"], found["name"], number)
        return Response(), 204

    def remove(self, number: int, **place: str) -> tuple[Response, int]:
        """Choose one less."""
        found = self._selective(place)
        statement = "DELETE FROM selections WHERE scope = ? AND name = ? AND repository_id = ?"
        self._database.rows(statement, found["scope"], found["name"], number)
        return Response(), 204

    def _selective(self, place: dict[str, str]) -> sqlite3.Row:
        found = self._find(self._scope_of(place), place["name"].upper())
        if found["visibility"] != "selected":
            raise GitHubError(409, "Conflict - visibility is not set to selected")
        return found

    def _add(self, scope: str, name: str, number: int) -> None:
        self._database.rows(
            "INSERT OR IGNORE INTO selections VALUES (?, ?, ?)", scope, name, number
        )

    def _numbers(self, selective: sqlite3.Row) -> list[int]:
        query = "SELECT repository_id FROM selections WHERE scope = ? AND name = ?"
        rows = self._database.rows(query, selective["scope"], selective["name"])
        return [row["repository_id"] for row in rows]
