"""What happens to a repository: another name or owner, archived, deleted.

Source: GitHub's pages "Renaming a repository", "Transferring a repository", "Archiving
repositories" and "Best practices for using the REST API" (redirects).
"""

from __future__ import annotations

import sqlite3

from sandbox.services.database import Database
from sandbox.services.github.errors import invalid


class Moves:
    """The former names of repositories, and which ones are archived."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_archived(self, number: int) -> bool:
        """Whether a repository takes no writes."""
        query = "SELECT * FROM archived WHERE repository_id = ?"
        return self._database.row(query, number) is not None

    def archive(self, number: int, *, archived: bool) -> None:
        """Archive it, or take it back."""
        self._database.rows("DELETE FROM archived WHERE repository_id = ?", number)
        if archived:
            self._database.rows("INSERT INTO archived VALUES (?)", number)

    def move(self, repository: sqlite3.Row, owner: str, name: str) -> None:
        """Give it another owner or name; 422 where that is taken. The old one redirects."""
        number = repository["id"]
        statement = "UPDATE repositories SET owner = ?, name = ? WHERE id = ?"
        with self._database.locked():
            try:
                self._database.rows(statement, owner, name, number)
            except sqlite3.IntegrityError:
                raise invalid("Repository creation failed: name already exists.") from None
            former = (repository["owner"], repository["name"], number)
            self._database.rows("INSERT OR REPLACE INTO former_names VALUES (?, ?, ?)", *former)

    def delete(self, number: int) -> None:
        """Delete it with all that is in it; nobody can reach what was stored under its id."""
        with self._database.locked():
            self._database.rows("DELETE FROM repositories WHERE id = ?", number)
            self._database.rows("DELETE FROM former_names WHERE repository_id = ?", number)
            self._database.rows("INSERT INTO deleted VALUES (?)", number)

    def moved(self, owner: str, name: str) -> int | None:
        """The id of the repository that had this name; None where another one has it now."""
        query = """
            SELECT repository_id FROM former_names WHERE owner = :owner AND name = :name
            AND NOT EXISTS (SELECT * FROM repositories WHERE owner = :owner AND name = :name)
        """
        found = self._database.row(query, owner=owner, name=name)
        return None if found is None else int(found["repository_id"])
