"""The stand-in github provider, which calls GitHub's stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.services.github.api import TOKEN
from tests.sandbox.providers.engine_side import EngineSide, running
from tests.support.github_service import GitHubService

SECRET = "github:index/actionsSecret:ActionsSecret"
PLACE = {"repository": "alpha", "secretName": "SUBMIT_API_KEY"}
ONE, TWO = "canary-" + "one", "canary-" + "two"
SHARED = "github:index/actionsOrganizationVariable:ActionsOrganizationVariable"
BASE = {"variableName": "BASE", "value": "https://example.com"}
ACTIONS = "/repos/acme/alpha/actions/secrets"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[GitHubService]:
    service = GitHubService(tmp_path)
    yield service
    service.stop()


@pytest.fixture
def engine(service: GitHubService, monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineSide]:
    monkeypatch.delenv("GITHUB_OWNER", raising=False)
    with running("github", {"baseUrl": service.root, "owner": "acme", "token": TOKEN}) as engine:
        yield engine
