"""GitHub's stand-in on a real port, with plain HTTP and with PyGithub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.services.github.api import github_app
from tests.sandbox.exchangeable import Exchangeable
from tests.support.github_service import GitHub

VALUE = "canary-" + "Zx81Qm"
SECRETS = "/repos/acme/alpha/actions/secrets"


@pytest.fixture
def api(tmp_path: Path, exchangeable: Exchangeable) -> Iterator[GitHub]:
    with github_app(tmp_path) as exchangeable.app:
        made = GitHub(exchangeable.url)
        yield made
        made.github.close()
