"""One request to the Submit API: what it asks, and what of it may be written down."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request

from sandbox.services.submit.vault import Vault

BODY_LIMIT = 1024 * 1024
"""Bytes of a body that are read; one more byte makes it too large."""
_BEARER = re.compile(r"Bearer (\S+)")


@dataclass(frozen=True, kw_only=True)
class SubmitRequest:
    """A request as received; `presented` is the key, None unless the header is `Bearer KEY`."""

    method: str
    path: str
    presented: str | None = field(repr=False)
    body: bytes = field(repr=False)

    @classmethod
    def read(cls, request: Request) -> SubmitRequest:
        """Read a request whole."""
        match = _BEARER.fullmatch(request.headers.get("Authorization", ""))
        return cls(
            method=request.method,
            path=request.path,
            presented=match[1] if match else None,
            body=request.stream.read(BODY_LIMIT + 1),
        )

    def document(self) -> Any:
        """The body's JSON. Raises ValueError where it is none."""
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("nested too deep") from None

    def external_id(self) -> str | None:
        """The reference of the job asked for, when there is a usable one."""
        try:
            document = self.document()
        except ValueError:
            return None
        found = document.get("externalId") if isinstance(document, dict) else None
        return found if isinstance(found, str) and found.strip() else None

    def record(self, vault: Vault) -> dict[str, str | None]:
        """What the request log holds. A client may put its key where it does not belong."""
        known = vault.find(self.presented)
        reference = self.external_id()
        return {
            "keyId": known["id"] if known else None,
            "externalId": self._without_key(reference) if reference else None,
            "path": self._without_key(self.path),
        }

    def _without_key(self, text: str) -> str:
        presented = text.replace(self.presented, "[key]") if self.presented else text
        return re.sub(r"atx_[\w-]+", "[key]", presented)
