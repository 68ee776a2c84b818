"""The organization, its repositories and their environments."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Mapping
from typing import Any

from sandbox.services.database import Database
from sandbox.services.github.errors import invalid, not_found
from sandbox.services.github.moves import Moves
from sandbox.services.github.tables import moment_after

ORGANIZATION = "acme"
_NAMES = "alpha beta gamma delta epsilon zeta eta old-one old-two old-three"
REPOSITORIES = {name: number for number, name in enumerate(_NAMES.split(), start=1001)}
REPOSITORY_URL = "/repos/<owner>/<repo>"
ENVIRONMENT_URL = f"{REPOSITORY_URL}/environments/<path:environment>"
ORGANIZATION_URL = "/orgs/<organization>"
_BY_ID = re.compile(r"^/repositories/(\d+)(?=/|$)")


class Repositories:
    """Looks up what a URL names. Names are compared without case, as GitHub does."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.moves = Moves(database)
        if not self.all():
            statement = "INSERT INTO repositories VALUES (?, ?, ?)"
            for name, number in REPOSITORIES.items():
                database.rows(statement, number, ORGANIZATION, name)

    def create(self, name: str) -> sqlite3.Row:
        """Make a repository of the organization; 422 where the name is taken.

        No id is given twice, not even that of a deleted repository.
        """
        statement = """
            INSERT INTO repositories SELECT 1 + max(id), :owner, :name FROM (
                SELECT id FROM repositories UNION SELECT repository_id FROM deleted
            ) RETURNING *
        """
        try:
            return self._database.rows(statement, owner=ORGANIZATION, name=name)[0]
        except sqlite3.IntegrityError:
            raise invalid("Repository creation failed: name already exists.") from None

    def all(self) -> list[sqlite3.Row]:
        """Every repository, in the order of their ids."""
        return self._database.rows("SELECT * FROM repositories ORDER BY id")

    def find(self, owner: str, name: str) -> sqlite3.Row:
        """The repository OWNER/NAME, or 404."""
        query = "SELECT * FROM repositories WHERE owner = ? AND name = ?"
        return _found(self._database.row(query, owner, name))

    def by_ids(self, numbers: Collection[int]) -> list[sqlite3.Row]:
        """The repositories of these ids, in the order of their ids; unknown ids are left out."""
        return [row for row in self.all() if row["id"] in numbers]

    def canonical_path(self, path: str) -> str:
        """`/repositories/ID/...` as `/repos/OWNER/NAME/...`: GitHub serves both."""
        match = _BY_ID.match(path)
        found = self.by_ids([int(match[1])]) if match else []
        if match is None or not found:
            return path
        return f"/repos/{found[0]['owner']}/{found[0]['name']}{path[match.end() :]}"

    def scope(self, place: Mapping[str, str]) -> str:
        """Where a URL's secrets and variables belong, from its named parts; 404 for nowhere."""
        if "organization" in place:
            check_organization(place["organization"])
            return f"organization/{ORGANIZATION}"
        owner, repo = place["owner"], place["repo"]
        if "environment" in place:
            return f"environment/{self.environment(owner, repo, place['environment'])['id']}"
        return f"{place['product']}/{self.find(owner, repo)['id']}"

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
            VALUES (:repository, :name, :settings, :now, :now) ON CONFLICT (repository_id, name)
            DO UPDATE SET settings = :settings, updated_at = :now RETURNING *
        """
        return self._database.rows(
            statement,
            repository=self.find(owner, name)["id"],
            name=environment,
            settings=json.dumps(settings),
            now=moment_after(),
        )[0]

    def delete_environment(self, owner: str, name: str, environment: str) -> None:
        """Delete an environment with its secrets and variables, as GitHub does."""
        number = self.environment(owner, name, environment)["id"]
        # No id is given twice, so nobody can reach what was stored under this one.
        self._database.rows("DELETE FROM environments WHERE id = ?", number)


def check_organization(name: str) -> None:
    """404 for any organization but the one that there is."""
    if name.lower() != ORGANIZATION:
        raise not_found()


def _found(row: sqlite3.Row | None) -> sqlite3.Row:
    if row is None:
        raise not_found()
    return row
