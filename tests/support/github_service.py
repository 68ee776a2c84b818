"""Starts GitHub's stand-in and calls it as somebody with a token does."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any

import requests
from github import Auth, Github
from nacl.encoding import Base64Encoder
from nacl.public import PublicKey, SealedBox

from sandbox.services.github.api import TOKEN, github_app
from sandbox.services.serving import HOST, Server


def sha256(text: str) -> str:
    """The digest by which the control plane tells what a secret holds."""
    return hashlib.sha256(text.encode()).hexdigest()


class GitHub:
    """The stand-in at an address: the API of an Enterprise Server, and the control plane."""

    def __init__(self, root: str, token: str = TOKEN) -> None:
        self.root, self._token = root, token

    @cached_property
    def github(self) -> Github:
        """An unchanged PyGithub that neither waits between calls nor retries."""
        return Github(
            auth=Auth.Token(self._token),
            base_url=f"{self.root}/api/v3",
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        """One call of the API."""
        url = f"{self.root}/api/v3/{path.removeprefix('/')}"
        headers = {"Authorization": f"Bearer {self._token}"}
        return requests.request(method, url, json=body, headers=headers, timeout=5)

    def seal(self, folder: str, value: str) -> dict[str, Any]:
        """Encrypt a value with the public key of a folder of secrets, as GitHub requires."""
        public = self.call("GET", f"{folder}/public-key").json()
        box = SealedBox(PublicKey(public["key"].encode(), Base64Encoder)).encrypt(value.encode())
        return {"encrypted_value": b64encode(box).decode(), "key_id": public["key_id"]}

    def overwrite(self, path: str, value: str, **more: Any) -> None:
        """Write a secret as somebody else would."""
        body = {**self.seal(path.rpartition("/")[0], value), **more}
        self.call("PUT", path, body).raise_for_status()

    def digest(self, path: str) -> str | None:
        """SHA-256 of what a secret holds; None where there is no such secret."""
        asked = {"path": path}
        answer = requests.get(f"{self.root}/control/secret", params=asked, timeout=5)
        return str(answer.json()["sha256"]) if answer.ok else None

    def fault(self, **fault: Any) -> requests.Response:
        """Set which calls are refused; without arguments, none are."""
        return requests.put(f"{self.root}/control/faults", json=fault, timeout=5)

    def writes(self) -> list[dict[str, Any]]:
        """The same without reads."""
        return [call for call in self.journal() if call["method"] != "GET"]

    def journal(self) -> list[dict[str, Any]]:
        """Every call so far: method, path, endpoint, the permission it needs, status."""
        lines = requests.get(f"{self.root}/control/requests", timeout=5).text.splitlines()
        return [json.loads(line) for line in lines]

    def token(self, permissions: Mapping[str, str]) -> str:
        """Make a fine-grained token."""
        answer = requests.post(f"{self.root}/control/tokens", json=dict(permissions), timeout=5)
        return str(answer.json()["token"])


class GitHubService(GitHub):
    """A stand-in on a free port that stores its data in a folder and records its calls."""

    def __init__(self, folder: Path) -> None:
        self.calls: list[str] = []
        self._memory = ExitStack()
        app = self._memory.enter_context(github_app(folder))

        def recording(environ: Any, start_response: Any) -> Any:
            path = environ["PATH_INFO"].removeprefix("/api/v3")
            self.calls.append(f"{environ['REQUEST_METHOD']} {path}")
            return app(environ, start_response)

        self._server = Server(recording)
        super().__init__(f"http://{HOST}:{self._server.port}")

    def stop(self) -> None:
        """Stop answering calls; the folder keeps the data."""
        self.github.close()
        self._server.stop()
        self._memory.close()
