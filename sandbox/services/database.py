"""One SQLite file of a service."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Database:
    """Every statement is written at once; `locked` keeps several of them together.

    Nothing waits for the disk: a killed process loses nothing, and a power cut may cost a sandbox.
    """

    def __init__(self, path: Path, tables: str) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(f"PRAGMA synchronous = OFF; {tables}")

    def rows(self, statement: str, *values: object, **named: object) -> list[sqlite3.Row]:
        """Execute one statement, with values by place or by name, and fetch all it gives."""
        with self._lock:
            return self._connection.execute(statement, named or values).fetchall()

    def row(self, statement: str, *values: object, **named: object) -> sqlite3.Row | None:
        """Execute one statement and fetch its first row."""
        return next(iter(self.rows(statement, *values, **named)), None)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let no other request between the statements of this one."""
        with self._lock:
            yield

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
