"""Variables: what GitHub keeps in clear."""

from __future__ import annotations

import sqlite3

from sandbox.services.github.database import Database, moment_after
from sandbox.services.github.errors import GitHubError, not_found


class Variables:
    """The variables of all scopes. Names come in as stored: in upper case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, scope: str) -> list[sqlite3.Row]:
        """All variables of a scope by name."""
        return self._database.rows("SELECT * FROM variables WHERE scope = ? ORDER BY name", scope)

    def find(self, scope: str, name: str) -> sqlite3.Row:
        """One variable, or 404."""
        query = "SELECT * FROM variables WHERE scope = ? AND name = ?"
        found = self._database.row(query, scope, name)
        if found is None:
            raise not_found()
        return found

    def create(self, scope: str, name: str, value: str, visibility: str | None = None) -> None:
        """Make a variable; 409 where there is one of this name."""
        statement = "INSERT INTO variables VALUES (?1, ?2, ?3, ?4, ?5, ?5)"
        try:
            self._database.rows(statement, scope, name, value, visibility, moment_after())
        except sqlite3.IntegrityError:
            raise GitHubError(409, "Already exists - Variable already exists") from None

    def update(
        self,
        scope: str,
        name: str,
        *,
        new_name: str,
        value: str | None,
        visibility: str | None = None,
    ) -> None:
        """Change what is given; 404 where there is none, 409 where the new name is taken."""
        statement = """
            UPDATE variables SET name = ?, value = coalesce(?, value),
            visibility = coalesce(?, visibility), updated_at = ? WHERE scope = ? AND name = ?
        """
        with self._database.locked():
            moment = moment_after(self.find(scope, name)["updated_at"])
            try:
                self._database.rows(statement, new_name, value, visibility, moment, scope, name)
            except sqlite3.IntegrityError:
                raise GitHubError(409, "Already exists - Variable already exists") from None

    def delete(self, scope: str, name: str) -> None:
        """Delete one variable, or 404."""
        with self._database.locked():
            self.find(scope, name)
            for table in ("variables", "selections"):
                self._database.rows(
                    f"DELETE FROM {table} WHERE scope = ? AND name = ?",  # noqa: S608 - two constants
                    scope,
                    name,
                )
