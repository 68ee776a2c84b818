"""What people do in the sandbox: keys in the Vault, and faults on demand."""

from __future__ import annotations

from typing import Any

import requests

from sandbox.process import Addresses, SandboxError

_TIMEOUT_SECONDS = 10


class Control:
    """Calls the Submit API stand-in as the Vault and the tester do."""

    def __init__(self, addresses: Addresses) -> None:
        self._vault = f"{addresses.submit_url}/vault"

    def create_key(self) -> dict[str, str]:
        """Make a key: {"id", "key"}. The key is shown only this once."""
        created: dict[str, str] = self._call("POST", "keys").json()
        return created

    def revoke_key(self, key_id: str) -> dict[str, Any]:
        """Revoke a key for ever: {"id", "createdAt", "revokedAt"}."""
        revoked: dict[str, Any] = self._call("POST", f"keys/{key_id}/revoke").json()
        return revoked

    def keys(self) -> list[dict[str, Any]]:
        """All keys, without the keys: [{"id", "createdAt", "revokedAt"}]."""
        listed: list[dict[str, Any]] = self._call("GET", "keys").json()
        return listed

    def asked(self) -> str:
        """What the Submit API was asked, as JSON lines."""
        return self._call("GET", "requests").text

    def fault(self, document: Any) -> None:
        """Say what the Submit API does next; {} clears."""
        self._call("PUT", "faults", document)

    def _call(self, method: str, path: str, document: Any = None) -> requests.Response:
        answer = requests.request(
            method, f"{self._vault}/{path}", json=document, timeout=_TIMEOUT_SECONDS
        )
        if not answer.ok:
            raise SandboxError(_reason(answer))
        return answer


def _reason(answer: requests.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"the sandbox answered with status {answer.status_code}"
