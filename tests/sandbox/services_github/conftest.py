"""GitHub's stand-in on a real port, with plain HTTP and with PyGithub."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from nacl.public import PublicKey, SealedBox

from sandbox.services.github_api import TOKEN, github_app
from sandbox.services.github_database import Database
from sandbox.services.journal import Journal
from sandbox.services.serving import HOST, Server
from tests.pygithub import pygithub
from tests.sandbox.exchangeable import Exchangeable

VALUE = "canary-" + "Zx81Qm"
SECRETS = "/repos/acme/alpha/actions/secrets"

APP = Exchangeable()


class Api:
    """The stand-in on a real port, with plain HTTP and with PyGithub."""

    def __init__(self, port: int) -> None:
        self.root = f"http://{HOST}:{port}"
        self.github = pygithub(self.root, TOKEN)

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        url = f"{self.root}/api/v3{path}"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return requests.request(method, url, json=body, headers=headers, timeout=5)

    def seal(self, url: str, value: str = VALUE) -> dict[str, str]:
        public = self.call("GET", f"{url}/public-key").json()
        box = SealedBox(PublicKey(b64decode(public["key"]))).encrypt(value.encode())
        return {"encrypted_value": b64encode(box).decode(), "key_id": public["key_id"]}

    def digest(self, path: str) -> str:
        url = f"{self.root}/control/secret"
        return str(requests.get(url, params={"path": path}, timeout=5).json().get("sha256"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def started(folder: Path) -> tuple[Server, Database]:
    database = Database(folder / "github.sqlite")
    return Server(github_app(database, Journal(folder / "requests.jsonl"))), database


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One port for all tests: stopping a server takes longer than a test does."""
    made = Server(APP)
    yield made
    made.stop()


@pytest.fixture
def api(tmp_path: Path, server: Server) -> Iterator[Api]:
    database = Database(tmp_path / "github.sqlite")
    APP.app = github_app(database, Journal(tmp_path / "requests.jsonl"))
    made = Api(server.port)
    yield made
    made.github.close()
    database.close()
