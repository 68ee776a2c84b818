"""The vendor's Vault: which keys exist, which are revoked, and the jobs made with them."""

from __future__ import annotations

import hashlib
import re
import secrets
import string

from sandbox.services.database import Database
from sandbox.services.journal import now

Document = dict[str, str | None]
"""A record as the control plane shows it."""

_ALPHABET = string.ascii_letters + string.digits + "-_"
_PREFIX, _RANDOM = "atx_", 40
TABLES = """
CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY, digest TEXT UNIQUE NOT NULL, created_at TEXT NOT NULL, revoked_at TEXT
);
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, external_id TEXT NOT NULL, key_id TEXT, created_at TEXT NOT NULL
);
"""
_KEYS = "SELECT id, created_at AS createdAt, revoked_at AS revokedAt FROM keys"
_JOBS = """
SELECT id, external_id AS externalId, key_id AS keyId, created_at AS createdAt FROM jobs
"""


class Vault:
    """A key is `{"id", "createdAt", "revokedAt": None while it works}`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self) -> dict[str, str]:
        """Make a key: `{"id", "key"}`. It is shown here and nowhere else: its digest is kept."""
        made = {
            "id": f"key_{secrets.token_hex(6)}",
            "key": _PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM)),
        }
        statement = "INSERT INTO keys VALUES (?, ?, ?, NULL)"
        self._database.rows(statement, made["id"], _digest(made["key"]), now())
        return made

    def revoke(self, key_id: str) -> Document | None:
        """Revoke at once and for ever; None when there is no such key."""
        statement = "UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?"
        self._database.rows(statement, now(), key_id)
        return self._first(f"{_KEYS} WHERE id = ?", key_id)

    def keys(self) -> list[Document]:
        """All keys, oldest first."""
        return [dict(row) for row in self._database.rows(f"{_KEYS} ORDER BY rowid")]

    def find(self, key: str | None) -> Document | None:
        """The record of a presented key."""
        return self._first(f"{_KEYS} WHERE digest = ?", _digest(key)) if key else None

    def make_job(self, external_id: str, key_id: str | None) -> Document:
        """Make a job. A reference that was seen before makes one more: jobs are not idempotent."""
        named: Document = {"id": f"job_{secrets.token_hex(8)}", "externalId": external_id}
        job = {**named, "keyId": key_id, "createdAt": now()}
        statement = "INSERT INTO jobs VALUES (:id, :externalId, :keyId, :createdAt)"
        self._database.rows(statement, **job)
        return job

    def jobs(self) -> list[Document]:
        """All jobs, oldest first."""
        return [dict(row) for row in self._database.rows(f"{_JOBS} ORDER BY rowid")]

    def _first(self, query: str, value: str) -> Document | None:
        found = self._database.row(query, value)
        return dict(found) if found else None


def looks_issued(key: str | None) -> bool:
    """Whether a text has the shape of the Vault's keys."""
    return bool(re.fullmatch(rf"{_PREFIX}[{re.escape(_ALPHABET)}]{{{_RANDOM}}}", key or ""))


def _digest(key: str) -> str:
    """A bare SHA-256 is enough here: 240 random bits cannot be guessed, slow hash or not."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
