"""Secrets as GitHub keeps them: sealed boxes that are opened to be checked, never to be kept."""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from base64 import b64decode, b64encode

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from sandbox.services.github.database import Database, moment_after
from sandbox.services.github.errors import invalid, not_found

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class Secrets:
    """The secrets of all scopes. Names come in as stored: in upper case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def public_key(self, scope: str) -> dict[str, str]:
        """`{"key_id", "key"}`; a key pair is made when first asked for."""
        pair = self._key_pair(scope)
        public = PrivateKey(pair["private_key"]).public_key
        return {"key_id": pair["key_id"], "key": b64encode(bytes(public)).decode()}

    def all(self, scope: str) -> list[sqlite3.Row]:
        """All secrets of a scope by name."""
        return self._database.rows("SELECT * FROM secrets WHERE scope = ? ORDER BY name", scope)

    def find(self, scope: str, name: str) -> sqlite3.Row:
        """One secret, or 404."""
        found = self._find(scope, name)
        if found is None:
            raise not_found()
        return found

    def put(
        self, scope: str, name: str, *, box: str, key_id: str, visibility: str | None = None
    ) -> bool:
        """Create or update; tells whether it was created. 422 for a box that does not open."""
        statement = """
            INSERT INTO secrets VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT (scope, name)
            DO UPDATE SET box = ?3, visibility = ?4, updated_at = ?5
        """
        with self._database.locked():
            if key_id != self._key_pair(scope)["key_id"]:
                raise invalid("Bad request - key_id is not the id of the current public key")
            self._open(scope, box)
            former = self._find(scope, name)
            moment = moment_after(former["updated_at"] if former else None)
            self._database.rows(statement, scope, name, box, visibility, moment)
            return former is None

    def delete(self, scope: str, name: str) -> None:
        """Delete one secret, or 404."""
        with self._database.locked():
            self.find(scope, name)
            for table in ("secrets", "selections"):
                self._database.rows(
                    f"DELETE FROM {table} WHERE scope = ? AND name = ?",  # noqa: S608 - two constants
                    scope,
                    name,
                )

    def digest(self, scope: str, name: str) -> str:
        """SHA-256 of what the box holds: lets a test compare without seeing the value."""
        return hashlib.sha256(self._open(scope, self.find(scope, name)["box"])).hexdigest()

    def _find(self, scope: str, name: str) -> sqlite3.Row | None:
        query = "SELECT * FROM secrets WHERE scope = ? AND name = ?"
        return self._database.row(query, scope, name)

    def _key_pair(self, scope: str) -> sqlite3.Row:
        number = str(10**17 + secrets.randbelow(9 * 10**17))
        private = bytes(PrivateKey.generate())
        with self._database.locked():
            self._database.rows(
                "INSERT OR IGNORE INTO key_pairs VALUES (?, ?, ?)", scope, number, private
            )
            return self._database.rows("SELECT * FROM key_pairs WHERE scope = ?", scope)[0]

    def _open(self, scope: str, box: str) -> bytes:
        if not _BASE64.fullmatch(box):
            raise invalid("Invalid request.\n\nencrypted_value is not Base64.")
        try:
            return SealedBox(PrivateKey(self._key_pair(scope)["private_key"])).decrypt(
                b64decode(box)
            )
        except CryptoError:
            message = "Bad request - validation failed due to an improperly encrypted secret"
            raise invalid(message) from None
