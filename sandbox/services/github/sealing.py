"""Sealed boxes: secrets are opened to be checked, and kept as they came."""

from __future__ import annotations

import re
import secrets
import sqlite3
from base64 import b64decode, b64encode

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from sandbox.services.database import Database
from sandbox.services.github.errors import invalid

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class KeyPairs:
    """One key pair for each folder of secrets, made when it is first asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def public_key(self, folder: str) -> dict[str, str]:
        """`{"key_id", "key"}`."""
        pair = self._pair(folder)
        public = PrivateKey(pair["private_key"]).public_key
        return {"key_id": pair["key_id"], "key": b64encode(bytes(public)).decode()}

    def check(self, folder: str, key_id: str, box: str) -> None:
        """422 for a box that was not sealed with the folder's key."""
        if key_id != self._pair(folder)["key_id"]:
            raise invalid("Bad request - key_id is not the id of the current public key")
        self.open(folder, box)

    def open(self, folder: str, box: str) -> bytes:
        """What is in a box, or 422."""
        if not _BASE64.fullmatch(box):
            raise invalid("Invalid request.\n\nencrypted_value is not Base64.")
        private = PrivateKey(self._pair(folder)["private_key"])
        try:
            return SealedBox(private).decrypt(b64decode(box))
        except CryptoError:
            message = "Bad request - validation failed due to an improperly encrypted secret"
            raise invalid(message) from None

    def _pair(self, folder: str) -> sqlite3.Row:
        number = str(10**17 + secrets.randbelow(9 * 10**17))
        private = bytes(PrivateKey.generate())
        statement = "INSERT OR IGNORE INTO folder_keys VALUES (?, ?, ?)"
        with self._database.locked():
            self._database.rows(statement, folder, number, private)
            return self._database.rows("SELECT * FROM folder_keys WHERE folder = ?", folder)[0]
