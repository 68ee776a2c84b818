"""The withdrawal of a repository remembers what is written there and removes it by the id."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from components.github.repository_withdrawal import RepositoryWithdrawalProvider
from sandbox.services.github.api import TOKEN
from tests.components.github.conftest import PATH, alpha
from tests.support.github_service import GitHubService

KEPT = {"repositoryId": 1001, "repository": "alpha", "paths": ["actions/secrets/KEY"]}
ASKED = {
    "setting": "github.repositories.0",
    "archived": False,
    "found": [],
    "former": None,
    "adopt": False,
    "older": False,
}


@pytest.fixture
def provider(
    github: GitHubService, monkeypatch: pytest.MonkeyPatch
) -> RepositoryWithdrawalProvider:
    for name in ("GITHUB_OWNER", "GITHUB_ORGANIZATION", "GITHUB_TOKEN", "GITHUB_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    # `configure` changes it for the whole process.
    monkeypatch.setattr(traceback, "format_exc", traceback.format_exc)
    config = {"github:owner": "acme", "github:token": TOKEN, "github:baseUrl": github.root}
    made = RepositoryWithdrawalProvider()
    made.configure(ConfigureRequest(config=Config(config, "submit-key")))
    return made


def checked(
    provider: RepositoryWithdrawalProvider, olds: dict[str, Any], **more: Any
) -> tuple[dict[str, Any], list[str]]:
    result = provider.check(olds, {**KEPT, **ASKED, **more})
    return result.inputs, [failure.reason for failure in result.failures]


def test_what_is_asked_in_one_update_is_not_kept_for_the_next(
    provider: RepositoryWithdrawalProvider,
) -> None:
    inputs, failures = checked(provider, {}, found=["actions/secrets/OTHER"])

    assert (inputs, failures) == (KEPT, [])
    assert provider.create(inputs).outs == KEPT
    assert not provider.diff("1001", {**KEPT, "repositoryId": 1001.0}, inputs).changes
    assert provider.diff("1001", KEPT, {**KEPT, "repository": "omega"}).changes


def test_a_secret_of_somebody_else_is_refused_until_this_stack_wrote_it(
    provider: RepositoryWithdrawalProvider,
) -> None:
    found = {"found": KEPT["paths"]}

    [refused] = checked(provider, {}, **found)[1]

    assert refused.startswith("github.repositories.0: the repository alpha has actions/secrets/KEY")
    assert checked(provider, KEPT, **found)[1] == []


def test_a_renamed_repository_is_emptied_under_its_new_name(
    provider: RepositoryWithdrawalProvider, github: GitHubService
) -> None:
    alpha(github).create_secret("KEY", "value")
    alpha(github).create_secret("OTHER", "value")
    github.call("PATCH", "repos/acme/alpha", {"name": "omega"}).raise_for_status()

    provider.delete("1001", KEPT)

    [left] = github.call("GET", "repos/acme/omega/actions/secrets").json()["secrets"]
    assert left["name"] == "OTHER"


def test_a_new_repository_of_the_former_name_is_left_alone(
    provider: RepositoryWithdrawalProvider,
    github: GitHubService,
    capfd: pytest.CaptureFixture[str],
) -> None:
    github.call("DELETE", "repos/acme/alpha").raise_for_status()
    github.call("POST", "orgs/acme/repos", {"name": "alpha"}).raise_for_status()
    alpha(github).create_secret("KEY", "value")

    provider.delete("1001", KEPT)

    assert github.digest(PATH)
    said = capfd.readouterr().err
    assert "warning: alpha: repositories/1001 is gone, or this token may not see it" in said
