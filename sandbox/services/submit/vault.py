"""The vendor's Vault: which keys exist, and which are revoked."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import string
import threading
from dataclasses import dataclass
from pathlib import Path

from sandbox.services.journal import now

_ALPHABET = string.ascii_letters + string.digits + "-_"
_SCHEMA = """
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY, digest TEXT UNIQUE NOT NULL, created_at TEXT NOT NULL, revoked_at TEXT
);
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, external_id TEXT NOT NULL, key_id TEXT, created_at TEXT NOT NULL
);
"""


@dataclass(frozen=True, kw_only=True)
class VaultKey:
    """What the Vault remembers of a key; `revoked_at` is None while it works."""

    id: str
    created_at: str
    revoked_at: str | None

    def document(self) -> dict[str, str | None]:
        """The record as the control plane shows it."""
        return {"id": self.id, "createdAt": self.created_at, "revokedAt": self.revoked_at}


@dataclass(frozen=True, kw_only=True)
class Job:
    """A job made by an accepted request."""

    id: str
    external_id: str
    key_id: str | None
    created_at: str

    def document(self) -> dict[str, str | None]:
        """The record as the control plane shows it."""
        return {
            "id": self.id,
            "externalId": self.external_id,
            "keyId": self.key_id,
            "createdAt": self.created_at,
        }


class Vault:
    """Keys and the jobs made with them, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def create(self) -> tuple[VaultKey, str]:
        """Make a key. It is returned here and nowhere else: only its digest is kept."""
        key = "atx_" + "".join(secrets.choice(_ALPHABET) for _ in range(40))
        made = VaultKey(id=f"key_{secrets.token_hex(6)}", created_at=now(), revoked_at=None)
        self._rows(
            "INSERT INTO keys VALUES (?, ?, ?, NULL)", made.id, _digest(key), made.created_at
        )
        return made, key

    def revoke(self, key_id: str) -> VaultKey | None:
        """Revoke at once and for ever; None when there is no such key."""
        self._rows(
            "UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?", now(), key_id
        )
        return next((key for key in self.all_keys() if key.id == key_id), None)

    def all_keys(self) -> list[VaultKey]:
        """All keys, oldest first."""
        rows = self._rows("SELECT id, created_at, revoked_at FROM keys ORDER BY rowid")
        return [_vault_key(row) for row in rows]

    def find(self, key: str) -> VaultKey | None:
        """The record of a presented key."""
        rows = self._rows(
            "SELECT id, created_at, revoked_at FROM keys WHERE digest = ?", _digest(key)
        )
        return _vault_key(rows[0]) if rows else None

    def make_job(self, external_id: str, key_id: str | None) -> Job:
        """Make a job. A reference that was seen before makes one more: jobs are not idempotent."""
        job = Job(
            id=f"job_{secrets.token_hex(8)}",
            external_id=external_id,
            key_id=key_id,
            created_at=now(),
        )
        self._rows(
            "INSERT INTO jobs VALUES (?, ?, ?, ?)", job.id, external_id, key_id, job.created_at
        )
        return job

    def all_jobs(self) -> list[Job]:
        """All jobs, oldest first."""
        rows = self._rows("SELECT id, external_id, key_id, created_at FROM jobs ORDER BY rowid")
        return [
            Job(id=row[0], external_id=row[1], key_id=row[2], created_at=row[3]) for row in rows
        ]

    def _rows(self, statement: str, *values: object) -> list[tuple[str, ...]]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()


def _vault_key(row: tuple[str, ...]) -> VaultKey:
    return VaultKey(id=row[0], created_at=row[1], revoked_at=row[2])


def _digest(key: str) -> str:
    """A bare SHA-256 is enough here: 240 random bits cannot be guessed, slow hash or not."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
