"""What the GitHub stand-in remembers: one SQLite file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

_SCHEMA = """
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS repositories (
    id INTEGER PRIMARY KEY, owner TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL COLLATE NOCASE,
    UNIQUE (owner, name)
);
CREATE TABLE IF NOT EXISTS environments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, repository_id INTEGER NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE, settings TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (repository_id, name)
);
CREATE TABLE IF NOT EXISTS key_pairs (
    scope TEXT PRIMARY KEY, key_id TEXT NOT NULL, private_key BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS secrets (
    scope TEXT NOT NULL, name TEXT NOT NULL, box TEXT NOT NULL, visibility TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, PRIMARY KEY (scope, name)
);
CREATE TABLE IF NOT EXISTS selections (
    scope TEXT NOT NULL, name TEXT NOT NULL, repository_id INTEGER NOT NULL,
    PRIMARY KEY (scope, name, repository_id)
);
CREATE TABLE IF NOT EXISTS threads (
    id INTEGER PRIMARY KEY AUTOINCREMENT, repository_id INTEGER NOT NULL, number INTEGER NOT NULL,
    title TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, head TEXT,
    UNIQUE (repository_id, number)
);
CREATE TABLE IF NOT EXISTS comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, thread_id INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS variables (
    scope TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, visibility TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, PRIMARY KEY (scope, name)
);
"""


class Database:
    """Every statement is written at once; `locked` keeps several of them together.

    Nothing waits for the disk: a killed process loses nothing, and a power cut may cost a sandbox.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(_SCHEMA)

    def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Execute one statement and fetch all it gives."""
        bound: Sequence[object] | Mapping[str, object] = values
        if "?1" in statement:  # by name: Python 3.12 warns of a sequence where they are numbered
            bound = {str(number): value for number, value in enumerate(values, 1)}
        with self._lock:
            return self._connection.execute(statement, bound).fetchall()

    def row(self, statement: str, *values: object) -> sqlite3.Row | None:
        """Execute one statement and fetch its first row."""
        return next(iter(self.rows(statement, *values)), None)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let no other request between the statements of this one."""
        with self._lock:
            yield

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def moment_after(earlier: str | None = None) -> str:
    """Now, in GitHub's form and resolution of seconds, but later than the moment given.

    Two writes in one second would share `updated_at` on GitHub; here a write is always visible.
    """
    moment = datetime.now(timezone.utc).replace(microsecond=0)
    if earlier is not None:
        moment = max(moment, datetime.fromisoformat(earlier[:-1] + "+00:00") + timedelta(seconds=1))
    return moment.isoformat().replace("+00:00", "Z")
