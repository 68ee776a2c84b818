"""Import of an existing resource needs only its id, as with the real github provider."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from tests.sandbox.providers.engine_side import EngineSide, refusal
from tests.sandbox.providers.github.conftest import ACTIONS, BASE, ONE, PLACE, SECRET
from tests.support.github_service import GitHubService, sha256

PREFIX = "github:index/"
IN_ALPHA, IN_LIVE = {"repository": "alpha"}, {"repository": "alpha", "environment": "live:eu"}
CHOSEN = {"visibility": "selected", "selectedRepositoryIds": [1001]}
NAME = {"secretName": "SUBMIT_API_KEY"}
SECRETS: dict[str, tuple[dict[str, Any], str]] = {
    "actionsSecret:ActionsSecret": (IN_ALPHA | NAME, "alpha:SUBMIT_API_KEY"),
    "dependabotSecret:DependabotSecret": (IN_ALPHA | NAME, "alpha:SUBMIT_API_KEY"),
    "actionsEnvironmentSecret:ActionsEnvironmentSecret": (
        IN_LIVE | NAME,
        "alpha:live??eu:SUBMIT_API_KEY",
    ),
    "actionsOrganizationSecret:ActionsOrganizationSecret": (NAME | CHOSEN, "SUBMIT_API_KEY"),
}
VARIABLES: dict[str, tuple[dict[str, Any], str]] = {
    "actionsVariable:ActionsVariable": (IN_ALPHA | BASE, "alpha:BASE"),
    "actionsEnvironmentVariable:ActionsEnvironmentVariable": (
        IN_LIVE | BASE,
        "alpha:live??eu:BASE",
    ),
    "actionsOrganizationVariable:ActionsOrganizationVariable": (BASE | CHOSEN, "BASE"),
}


@pytest.fixture(autouse=True)
def live(engine: EngineSide) -> None:
    engine.create(f"{PREFIX}repositoryEnvironment:RepositoryEnvironment", "e", **IN_LIVE)


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_is_imported_without_its_value_which_the_first_update_writes(
    engine: EngineSide, kind: str
) -> None:
    inputs, id_ = SECRETS[kind]
    made = engine.create(f"{PREFIX}{kind}", "s", **inputs, value=ONE)
    found = engine.imported(made.token, "s", id_)

    assert made.id == id_
    assert found is not None
    assert found.id == id_
    assert {name: each for name, each in found.inputs.items() if name != "__defaults"} == inputs
    assert found.state == {name: each for name, each in made.state.items() if name != "value"}
    diff = engine.diff(found, **inputs, value=ONE)
    assert (list(diff.diffs), list(diff.replaces)) == (["value"], [])
    assert engine.update(found, **inputs, value=ONE).state["value"] == ONE


@pytest.mark.parametrize("kind", VARIABLES)
def test_a_variable_is_imported_with_its_value(engine: EngineSide, kind: str) -> None:
    inputs, id_ = VARIABLES[kind]
    made = engine.create(f"{PREFIX}{kind}", "v", **inputs)
    found = engine.imported(made.token, "v", id_)

    assert found is not None
    assert (found.id, found.state) == (made.id, made.state)
    assert {name: each for name, each in found.inputs.items() if name != "__defaults"} == inputs


def test_a_codespaces_secret_is_imported_by_a_slash_and_has_a_colon_afterwards(
    engine: EngineSide, service: GitHubService
) -> None:
    token = f"{PREFIX}codespacesSecret:CodespacesSecret"
    engine.create(token, "s", **PLACE, plaintextValue=ONE)
    found = engine.imported(token, "s", "alpha/SUBMIT_API_KEY")

    assert found is not None
    assert found.id == "alpha:SUBMIT_API_KEY"
    assert list(engine.diff(found, **PLACE, plaintextValue=ONE).replaces) == ["plaintextValue"]
    assert service.digest("/repos/acme/alpha/codespaces/secrets/SUBMIT_API_KEY") == sha256(ONE)


def test_an_environment_is_imported(engine: EngineSide) -> None:
    token = f"{PREFIX}repositoryEnvironment:RepositoryEnvironment"
    found = engine.imported(token, "e", "alpha:live??eu")

    assert found is not None
    assert found.state["environment"] == "live:eu"
    assert engine.imported(token, "e", "alpha:nowhere") is None


@pytest.mark.parametrize(
    ("id_", "reason"),
    [
        ("SUBMIT_API_KEY", 'unexpected ID format ("SUBMIT_API_KEY"); expected <repository>:<secr'),
        ("nowhere:SUBMIT_API_KEY", "repos/acme/nowhere: 404 Not Found []"),
        ("alpha:OTHER", f"{ACTIONS}/OTHER: 404 Not Found []"),
    ],
)
def test_an_id_that_stands_for_nothing_is_refused(
    engine: EngineSide, id_: str, reason: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.imported(SECRET, "s", id_)

    assert reason in refusal(caught.value)
