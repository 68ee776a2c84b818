"""GitHub's stand-in on a free port."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests
from github.Repository import Repository

from components.github_api import api_url
from sandbox.services.github_api import TOKEN, github_app
from sandbox.services.github_database import Database
from sandbox.services.journal import Journal
from sandbox.services.serving import HOST, Server
from tests.pygithub import pygithub

PATH = "repos/acme/alpha/actions/secrets/KEY"


class GitHub:
    """One repository of it, and its faults."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder / "github.sqlite")
        self._server = Server(github_app(self._database, Journal(folder / "requests.jsonl")))
        self.root = f"http://{HOST}:{self._server.port}"
        self.url = f"{api_url(self.root)}{PATH}"

    def stop(self) -> None:
        self._server.stop()
        self._database.close()

    def repository(self) -> Repository:
        return pygithub(self.root, TOKEN).get_repo("acme/alpha")

    def fault(self, **fault: Any) -> None:
        requests.put(f"{self.root}/control/faults", json=fault, timeout=5).raise_for_status()
