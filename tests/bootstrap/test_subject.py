"""A role trusts the jobs of a repository by the name that their tokens have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bootstrap.deploy_policy import trust_policy
from bootstrap.plan import Plan
from bootstrap.subject import named, with_subject
from components.access.settings import DeploySettings
from components.refusal import Refusal
from sandbox.services.github.api import TOKEN
from tests.support.github_service import GitHubService

URL = "repos/acme/alpha/actions/oidc/customization/sub"
WITH_IDS = "acme@9000/alpha@1001"


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubService]:
    made = GitHubService(tmp_path)
    monkeypatch.setenv("GITHUB_API_URL", f"{made.root}/api/v3")
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    yield made
    made.stop()


def plan(repository: str) -> Plan:
    return Plan(name="staging", account="123456789012", region="eu-west-1", repository=repository)


def trusted(plan: Plan) -> str:
    [statement] = json.loads(trust_policy(plan, "staging"))["Statement"]
    return str(statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"])


def test_the_roles_trust_the_ids_where_github_says_that_tokens_have_them(
    github: GitHubService,
) -> None:
    before, unsaid = with_subject(plan("acme/alpha"))
    assert (trusted(before), unsaid) == ("repo:acme/alpha:environment:staging", "")

    github.call("PUT", URL, {"use_immutable_subject": True}).raise_for_status()

    after, unsaid = with_subject(plan("acme/alpha"))
    assert (trusted(after), unsaid) == (f"repo:{WITH_IDS}:environment:staging", "")
    assert after.owner == "acme"
    assert after.repository_name == "acme/alpha"


def test_a_token_that_may_read_actions_suffices_to_ask(
    github: GitHubService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", github.token({"actions": "read"}))
    assert with_subject(plan("acme/alpha"))[1] == ""

    monkeypatch.setenv("GITHUB_TOKEN", github.token({}))
    assert "(status 403)" in with_subject(plan("acme/alpha"))[1]


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN is not set"),
        ({"GITHUB_TOKEN": "another"}, "status 401"),
        ({"GITHUB_API_URL": "http://127.0.0.1:9"}, "no answer"),
    ],
)
def test_where_github_does_not_say_it_a_person_is_told_how_to_look(
    github: GitHubService, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], why: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    kept, unsaid = with_subject(plan("acme/alpha"))

    assert kept == plan("acme/alpha")
    assert f"({why})" in unsaid
    assert f"gh api {URL}" in unsaid


def test_ids_that_a_person_writes_are_taken_without_asking(github: GitHubService) -> None:
    written, unsaid = with_subject(plan(WITH_IDS))

    assert (trusted(written), unsaid) == (f"repo:{WITH_IDS}:environment:staging", "")
    assert github.calls == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"use_default": True}, "Acme/infra"),
        ({"use_default": True, "sub_claim_prefix": "repo:acme/Infra"}, "acme/Infra"),
        ({"sub_claim_prefix": "repo:stranger@1/infra@2"}, "Acme/infra"),
    ],
)
def test_the_name_is_written_as_github_writes_it(said: dict[str, Any], expected: str) -> None:
    assert named("Acme/infra", said) == expected


@pytest.mark.parametrize(
    "said",
    [
        {"use_default": False, "include_claim_keys": ["repo"]},
        {"use_default": True, "use_immutable_subject": True},
        {"use_immutable_subject": True, "sub_claim_prefix": "repo:stranger@1/infra@2"},
    ],
)
def test_a_subject_that_cannot_be_told_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="REPOSITORY: has "):
        named("acme/infra", said)


@pytest.mark.parametrize("repository", ["acme/infra", "acme@1/infra@2"])
def test_the_settings_take_both_forms(repository: str) -> None:
    settings = DeploySettings.model_validate({"repository": repository, "branch": "main"})

    assert settings.repository == repository


@pytest.mark.parametrize("repository", ["acme@1/infra", "acme/infra@2", "acme@x/infra@2", "a@1/b@"])
def test_half_of_the_ids_is_refused(repository: str) -> None:
    with pytest.raises(ValidationError, match="owner@ID/name@ID"):
        DeploySettings.model_validate({"repository": repository, "branch": "main"})
    with pytest.raises(Refusal, match="REPOSITORY: is not"):
        plan(repository)
