"""Secrets and variables as GitHub keeps them, in one table.

Those of one kind and place are a folder: `actions/1001/secrets`, `codespaces/1001/secrets`,
`environment/7/variables`, `organization/acme/secrets`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sandbox.services.database import Database
from sandbox.services.github.errors import GitHubError, not_found
from sandbox.services.github.tables import moment_after


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a write sets; None stays as it is."""

    value: str | None
    """A secret's sealed box, a variable's text."""
    visibility: str | None = None
    """Who sees what is the organization's: `all`, `private` or `selected`."""
    chosen: str | None = None
    """Where it is `selected`: the ids of the repositories, as JSON."""


class Stored:
    """The secrets and variables of all folders. Names come in as they are kept: in upper case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, folder: str) -> list[sqlite3.Row]:
        """Everything in a folder, by name."""
        return self._database.rows("SELECT * FROM stored WHERE folder = ? ORDER BY name", folder)

    def seen(self, folder: str, number: int) -> list[sqlite3.Row]:
        """What of the organization's folder a private repository sees, by name."""
        query = """
            SELECT * FROM stored WHERE folder = ? AND (visibility <> 'selected'
            OR ? IN (SELECT value FROM json_each(chosen))) ORDER BY name
        """
        return self._database.rows(query, folder, number)

    def find(self, folder: str, name: str) -> sqlite3.Row:
        """One of a folder, or 404."""
        query = "SELECT * FROM stored WHERE folder = ? AND name = ?"
        found = self._database.row(query, folder, name)
        if found is None:
            raise not_found()
        return found

    def put(self, folder: str, name: str, content: Content) -> bool:
        """Create or update; whether it was created."""
        with self._database.locked():
            try:
                self.update(folder, name, content)
            except GitHubError:
                self.create(folder, name, content)
                return True
        return False

    def create(self, folder: str, name: str, content: Content) -> None:
        """Make one; 409 where there is one of this name."""
        statement = """
            INSERT INTO stored VALUES (:folder, :name, :value, :visibility, :chosen, :now, :now)
        """
        given = {"folder": folder, "name": name, "now": moment_after(), **asdict(content)}
        try:
            self._database.rows(statement, **given)
        except sqlite3.IntegrityError:
            raise GitHubError(409, "Already exists - Variable already exists") from None

    def update(self, folder: str, name: str, content: Content) -> None:
        """Change what is given; 404 where there is none."""
        statement = """
            UPDATE stored SET value = coalesce(:value, value), updated_at = :now,
            visibility = coalesce(:visibility, visibility), chosen = coalesce(:chosen, chosen)
            WHERE folder = :folder AND name = :name
        """
        with self._database.locked():
            moment = moment_after(self.find(folder, name)["updated_at"])
            given = {"folder": folder, "name": name, "now": moment, **asdict(content)}
            self._database.rows(statement, **given)

    def delete(self, folder: str, name: str) -> None:
        """Delete one, or 404."""
        with self._database.locked():
            self.find(folder, name)
            statement = "DELETE FROM stored WHERE folder = ? AND name = ?"
            self._database.rows(statement, folder, name)

    def chosen(self, folder: str, name: str) -> set[int]:
        """The ids of the repositories that see it; 409 unless it is for chosen ones."""
        found = self.find(folder, name)
        if found["visibility"] != "selected":
            raise GitHubError(409, "Conflict - visibility is not set to selected")
        return set(json.loads(found["chosen"]))

    def choose(self, folder: str, name: str, change: Callable[[set[int]], set[int]]) -> None:
        """Change which repositories see it."""
        with self._database.locked():
            chosen = json.dumps(sorted(change(self.chosen(folder, name))))
            statement = "UPDATE stored SET chosen = ? WHERE folder = ? AND name = ?"
            self._database.rows(statement, chosen, folder, name)
