"""The sandbox's Submit API as a client and a person see it, for tests of what it does wrong."""

from __future__ import annotations

import json
from typing import Any

import requests


class Api:
    """The Submit API on a real port, with a key that works."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key_id, self.key = self.made()

    def made(self) -> tuple[str, str]:
        """A new key of the Vault: its id and itself."""
        made = requests.post(f"{self.url}/vault/keys", timeout=5).json()
        return made["id"], made["key"]

    def revoke(self, key_id: str) -> None:
        requests.post(f"{self.url}/vault/keys/{key_id}/revoke", timeout=5).raise_for_status()

    def fault(self, document: Any) -> requests.Response:
        return requests.put(f"{self.url}/vault/faults", json=document, timeout=5)

    def post(self, key: str | None = None, body: Any = None, timeout: float = 5) -> int:
        return self.send(key, body, timeout).status_code

    def send(
        self, key: str | None = None, body: Any = None, timeout: float = 5
    ) -> requests.Response:
        return requests.post(
            f"{self.url}/api/jobs",
            json={"externalId": "TEST-1"} if body is None else body,
            headers={"Authorization": f"Bearer {key or self.key}"},
            timeout=timeout,
            allow_redirects=False,
        )

    def jobs(self) -> int:
        return len(requests.get(f"{self.url}/vault/jobs", timeout=5).json())

    def statuses(self) -> list[int | None]:
        lines = requests.get(f"{self.url}/vault/requests", timeout=5).text.splitlines()
        return [json.loads(line)["status"] for line in lines]
