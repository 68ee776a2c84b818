"""The organization, its repositories and their environments."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from typing import Any

from sandbox.services.github.database import Database, moment_after
from sandbox.services.github.errors import invalid, not_found

ORGANIZATION = "acme"
ORGANIZATION_ID = 9000
_NAMES = (
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "old-one",
    "old-two",
    "old-three",
)
REPOSITORIES = {name: number for number, name in enumerate(_NAMES, start=1001)}
_BY_ID = re.compile(r"^/repositories/(\d+)(?=/|$)")


class Repositories:
    """Looks up what a URL names. Names are compared without case, as GitHub does."""

    def __init__(self, database: Database) -> None:
        self._database = database
        for name, number in REPOSITORIES.items():
            database.rows(
                "INSERT OR IGNORE INTO repositories VALUES (?, ?, ?)", number, ORGANIZATION, name
            )

    def create(self, owner: str, name: str) -> sqlite3.Row:
        """Make a repository; 422 where the name is taken."""
        try:
            self._database.rows("INSERT INTO repositories VALUES (NULL, ?, ?)", owner, name)
        except sqlite3.IntegrityError:
            raise invalid("Repository creation failed: name already exists.") from None
        return self.find(owner, name)

    def find(self, owner: str, name: str) -> sqlite3.Row:
        """The repository OWNER/NAME, or 404."""
        query = "SELECT * FROM repositories WHERE owner = ? AND name = ?"
        return _found(self._database.row(query, owner, name))

    def by_ids(self, numbers: list[int]) -> list[sqlite3.Row]:
        """The repositories of these ids, in the order of their ids; unknown ids are left out."""
        every = self._database.rows("SELECT * FROM repositories ORDER BY id")
        return [row for row in every if row["id"] in numbers]

    def of(self, owner: str) -> list[sqlite3.Row]:
        """All repositories of an owner."""
        return self._database.rows("SELECT * FROM repositories WHERE owner = ? ORDER BY id", owner)

    def canonical_path(self, path: str) -> str:
        """`/repositories/ID/...` as `/repos/OWNER/NAME/...`: GitHub serves both."""
        match = _BY_ID.match(path)
        found = self.by_ids([int(match[1])]) if match else []
        if match is None or not found:
            return path
        return f"/repos/{found[0]['owner']}/{found[0]['name']}{path[match.end() :]}"

    def environment(self, owner: str, name: str, environment: str) -> sqlite3.Row:
        """An environment of a repository, or 404."""
        query = "SELECT * FROM environments WHERE repository_id = ? AND name = ?"
        repository = self.find(owner, name)
        return _found(self._database.row(query, repository["id"], environment))

    def environments(self, owner: str, name: str) -> list[sqlite3.Row]:
        """All environments of a repository."""
        query = "SELECT * FROM environments WHERE repository_id = ? ORDER BY id"
        return self._database.rows(query, self.find(owner, name)["id"])

    def put_environment(
        self, owner: str, name: str, environment: str, settings: Mapping[str, Any]
    ) -> sqlite3.Row:
        """Make an environment, or set an existing one anew."""
        statement = """
            INSERT INTO environments (repository_id, name, settings, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT (repository_id, name)
            DO UPDATE SET settings = ?3, updated_at = ?4
        """
        repository = self.find(owner, name)
        self._database.rows(
            statement, repository["id"], environment, json.dumps(settings), moment_after()
        )
        return self.environment(owner, name, environment)

    def delete_environment(self, owner: str, name: str, environment: str) -> None:
        """Delete an environment with its secrets and variables, as GitHub does."""
        number = self.environment(owner, name, environment)["id"]
        scope = f"environment/{number}"
        with self._database.locked():
            self._database.rows("DELETE FROM environments WHERE id = ?", number)
            self._database.rows("DELETE FROM secrets WHERE scope = ?", scope)
            self._database.rows("DELETE FROM variables WHERE scope = ?", scope)
            self._database.rows("DELETE FROM key_pairs WHERE scope = ?", scope)


def _found(row: sqlite3.Row | None) -> sqlite3.Row:
    if row is None:
        raise not_found()
    return row
