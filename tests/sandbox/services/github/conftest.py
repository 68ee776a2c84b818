"""GitHub's stand-in on a real port, with plain HTTP and with PyGithub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.services.github.api import github_app
from sandbox.services.github.database import Database
from sandbox.services.journal import Journal
from tests.sandbox.exchangeable import Exchangeable
from tests.support.github_service import GitHub

VALUE = "canary-" + "Zx81Qm"
SECRETS = "/repos/acme/alpha/actions/secrets"


@pytest.fixture
def api(tmp_path: Path, exchangeable: Exchangeable) -> Iterator[GitHub]:
    database = Database(tmp_path / "github.sqlite")
    exchangeable.app = github_app(database, Journal(tmp_path / "requests.jsonl"))
    made = GitHub(exchangeable.url)
    yield made
    made.github.close()
    database.close()
