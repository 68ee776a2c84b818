"""The daily check asks GitHub what hides ours, and says where GitHub does not tell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ci.precedence import hidden
from ci.stack import Stack
from sandbox.services.github.api import TOKEN
from tests.support.github_service import GitHubService

SECRET, VARIABLE = "SUBMIT_API_KEY", "SUBMIT_BASE_URL"
SHARED = "orgs/acme/actions/secrets"


class Settings(Stack):
    """A stack of which only the settings are known."""

    def __init__(self, service: GitHubService, github: dict[str, Any], **more: str) -> None:
        super().__init__("production")
        where = {"github:baseUrl": service.root, "github:owner": "acme", "github:token": TOKEN}
        self._settings = {**where, "github": json.dumps(github), **more}

    def get(self, setting: str) -> str | None:
        return self._settings.get(setting)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubService]:
    for name in ("GITHUB_OWNER", "GITHUB_ORGANIZATION", "GITHUB_TOKEN", "GITHUB_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    made = GitHubService(tmp_path)
    yield made
    made.stop()


def share(service: GitHubService, *numbers: int) -> dict[str, Any]:
    """Write the organization's secret for these repositories, and the settings that say so."""
    more = {"visibility": "selected", "selected_repository_ids": list(numbers)}
    service.overwrite(f"{SHARED}/{SECRET}", "ours", **more)
    return {"organization": {"visibility": "selected", "repositories": ["alpha", "beta"]}}


def put(service: GitHubService, folder: str) -> None:
    """What somebody else wrote: a secret and a variable of our names."""
    if "environments" in folder:
        service.call("PUT", folder).raise_for_status()
    service.overwrite(f"{folder}/secrets/{SECRET}", "theirs")
    body = {"name": VARIABLE, "value": "theirs"}
    service.call("POST", f"{folder}/variables", body).raise_for_status()


def test_everything_that_hides_the_organizations_is_named(service: GitHubService) -> None:
    github = share(service, 1001, 1002)
    assert hidden(Settings(service, github)) == []
    put(service, "repos/acme/alpha/actions")
    put(service, "repos/acme/beta/environments/Live")

    found = hidden(Settings(service, github))

    assert [each.partition(" hides the organization's")[0] for each in found] == [
        "github.organization.repositories.0: the secret SUBMIT_API_KEY of repository alpha",
        "github.organization.repositories.0: the variable SUBMIT_BASE_URL of repository alpha",
        "github.organization.repositories.1: the secret SUBMIT_API_KEY of environment live of"
        " repository beta",
        "github.organization.repositories.1: the variable SUBMIT_BASE_URL of environment live of"
        " repository beta",
    ]


def test_an_environments_secret_hides_a_repositorys(service: GitHubService) -> None:
    put(service, "repos/acme/alpha/actions")
    put(service, "repos/acme/alpha/environments/live")
    put(service, "repos/acme/alpha/environments/other")
    ours = [{"name": "live", "repositories": ["alpha"]}]

    found = hidden(Settings(service, {"repositories": ["alpha"], "environments": ours}))

    assert len(found) == 2
    assert all("of environment other of repository alpha hides the rep" in each for each in found)


def test_what_a_repository_does_not_see_is_not_hidden_there(service: GitHubService) -> None:
    github = share(service, 1001)
    put(service, "repos/acme/beta/actions")

    assert hidden(Settings(service, github)) == []


def test_a_secret_behind_a_hundred_others_is_named(service: GitHubService) -> None:
    github = share(service, 1001, 1002)
    body = {**service.seal(SHARED, "other"), "visibility": "all"}
    for number in range(99):
        service.call("PUT", f"{SHARED}/KEY_{number}", body).raise_for_status()
    assert hidden(Settings(service, github)) == []
    chosen = {"visibility": "selected", "selected_repository_ids": [1002]}
    service.call("PUT", f"{SHARED}/KEY_99", {**body, **chosen}).raise_for_status()

    [found] = hidden(Settings(service, github))

    assert found.startswith("github.organization.repositories.1: repository beta gets only the fir")


def test_a_renamed_repository_is_asked_under_its_new_name(service: GitHubService) -> None:
    github = share(service, 1001, 1002)
    put(service, "repos/acme/alpha/actions")
    service.call("PATCH", "repos/acme/alpha", {"name": "omega"}).raise_for_status()

    assert len(hidden(Settings(service, github))) == 2


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 403, "path": "/environments"}, "in acme/alpha/environments (status 403)"),
        ({"status": 404, "path": "organization-secrets"}, "in acme/alpha (status 404)"),
        ({"status": 502}, "(status 502)"),
    ],
)
def test_an_answer_that_tells_nothing_is_said(
    service: GitHubService, fault: dict[str, Any], said: str
) -> None:
    github = share(service, 1001, 1002)
    service.fault(**fault)

    [found] = hidden(Settings(service, github))

    assert said in found
    assert found.endswith("see docs/permissions.md")


def test_settings_that_cannot_be_asked_with_are_named(service: GitHubService) -> None:
    ours = {"repositories": ["alpha"]}
    [wrong] = hidden(Settings(service, {"repositories": 1}))
    assert wrong == "the setting github is wrong; pulumi preview says how"
    [without] = hidden(Settings(service, ours, **{"github:token": ""}))
    assert "GITHUB_TOKEN" in without
    assert hidden(Settings(service, {}, **{"github:token": ""})) == []
