"""The stand-in github provider before GitHub's stand-in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from nacl import encoding, public

from sandbox.services.github_api import TOKEN, github_app
from sandbox.services.github_database import Database
from sandbox.services.journal import Journal
from sandbox.services.serving import HOST, Server
from tests.sandbox.providers_engine import Engine, running

SECRET = "github:index/actionsSecret:ActionsSecret"
PLACE = {"repository": "alpha", "secretName": "SUBMIT_API_KEY"}
ONE, TWO = "canary-" + "one", "canary-" + "two"
SHARED = "github:index/actionsOrganizationVariable:ActionsOrganizationVariable"
BASE = {"variableName": "BASE", "value": "https://example.com"}
ACTIONS = "/repos/acme/alpha/actions/secrets"


class Service:
    """GitHub on a free port, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.calls: list[str] = []
        self._database = Database(folder / "github.sqlite")
        app = github_app(self._database, Journal(folder / "requests.jsonl"))

        def recording(environ: Any, start_response: Any) -> Any:
            path = environ["PATH_INFO"].removeprefix("/api/v3")
            self.calls.append(f"{environ['REQUEST_METHOD']} {path}")
            return app(environ, start_response)

        self._server = Server(recording)
        self.root = f"http://{HOST}:{self._server.port}"

    def stop(self) -> None:
        self._server.stop()
        self._database.close()

    def holds(self, path: str, value: str) -> bool:
        """Whether the secret at a path, unsealed, is that value."""
        answer = requests.get(f"{self.root}/control/secret", params={"path": path}, timeout=5)
        return bool(answer.json().get("sha256") == hashlib.sha256(value.encode()).hexdigest())

    def overwrite(self, path: str) -> None:
        """Someone else writes the secret: the same box again, at a later time."""
        key = self._api("GET", f"{path.rpartition('/')[0]}/public-key").json()
        box = public.SealedBox(public.PublicKey(key["key"].encode(), encoding.Base64Encoder))
        sealed = box.encrypt(b"theirs", encoding.Base64Encoder).decode()
        body = {"encrypted_value": sealed, "key_id": key["key_id"]}
        self._api("PUT", path, body).raise_for_status()

    def remove(self, path: str) -> None:
        self._api("DELETE", path).raise_for_status()

    def _api(self, method: str, path: str, body: Any = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        url = f"{self.root}/api/v3{path}"
        return requests.request(method, url, json=body, headers=headers, timeout=5)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path)
    yield service
    service.stop()


@pytest.fixture
def engine(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.delenv("GITHUB_OWNER", raising=False)
    with running("github", {"baseUrl": service.root, "owner": "acme", "token": TOKEN}) as engine:
        yield engine
