"""A withdrawal deletes exactly the secret that the settings no longer name."""

from __future__ import annotations

import traceback

import pytest
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from components.github.api import NotRemoved
from components.github.ci_withdrawal import CiWithdrawalProvider
from sandbox.services.github.api import TOKEN
from tests.components.github.conftest import PATH, alpha
from tests.support.github_service import GitHubService

PLACE = {"path": PATH.replace("acme", "{owner}")}


def provider(monkeypatch: pytest.MonkeyPatch, **settings: str) -> CiWithdrawalProvider:
    for name in ("GITHUB_OWNER", "GITHUB_ORGANIZATION", "GITHUB_TOKEN", "GITHUB_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    config = {f"github:{name}": value for name, value in settings.items()}
    # `configure` changes it for the whole process.
    monkeypatch.setattr(traceback, "format_exc", traceback.format_exc)
    made = CiWithdrawalProvider()
    made.configure(ConfigureRequest(config=Config(config, "submit-key")))
    return made


def test_the_secret_is_removed_with_the_settings_of_the_github_provider(
    github: GitHubService, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = alpha(github)
    for name in ("KEY", "OTHER"):
        repository.create_secret(name, "value")
    made = provider(monkeypatch, owner="acme", token=TOKEN, baseUrl=github.root)

    made.delete(made.create(dict(PLACE)).id, {})

    assert [secret.name for secret in repository.get_secrets()] == ["OTHER"]


def test_a_secret_of_another_name_is_withdrawn_on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made = provider(monkeypatch)

    assert made.diff("", PLACE, {"path": f"{PATH}2"}).replaces == ["path"]
    assert not made.diff("", PLACE, PLACE).changes


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"token": TOKEN}, None),
        ({}, "GITHUB_TOKEN: is not set"),
        ({"token": TOKEN, "baseUrl": "http://github.example.com"}, "github:baseUrl: is not https"),
        (
            {"appAuth": '{"id": "1", "installationId": "2", "pemFile": "pem"}'},
            "github:appAuth: logs in as a GitHub App",
        ),
    ],
)
def test_a_secret_that_could_not_be_withdrawn_is_refused_before_it_is_made(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str | None
) -> None:
    failures = provider(monkeypatch, **settings).check({}, dict(PLACE)).failures

    assert [failure.property for failure in failures] == ([] if said is None else [""])
    assert all(failure.reason.startswith(str(said)) for failure in failures)


def test_without_an_owner_or_a_token_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotRemoved, match="github:owner is not set"):
        provider(monkeypatch, token=TOKEN).create(dict(PLACE))
    with pytest.raises(NotRemoved, match="no token for GitHub"):
        provider(monkeypatch, owner="acme").delete(f"https://github.example.com/{PATH}", {})
