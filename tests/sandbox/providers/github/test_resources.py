"""Each resource type of the stand-in github provider, tested with GitHub's stand-in."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from sandbox.providers.github.provider import RESOURCES
from tests.sandbox.providers.engine_side import EngineSide, Made, changes, refusal
from tests.sandbox.providers.github.conftest import (
    ACTIONS,
    BASE,
    ONE,
    PLACE,
    SECRET,
    SHARED,
    TWO,
)
from tests.support.github_service import GitHubService, sha256


def _resources(engine: EngineSide) -> Iterator[Made]:
    """One of each resource type."""
    prefix, value = "github:index/", {"secretName": "KEY", "value": ONE}
    yield engine.create(
        f"{prefix}repositoryEnvironment:RepositoryEnvironment",
        "e",
        repository="alpha",
        environment="prod",
        deploymentBranchPolicy={"protectedBranches": True, "customBranchPolicies": False},
    )
    yield engine.create(SECRET, "s", repository="alpha", **value)
    yield engine.create(
        f"{prefix}dependabotSecret:DependabotSecret", "s", repository="alpha", **value
    )
    yield engine.create(
        f"{prefix}codespacesSecret:CodespacesSecret",
        "s",
        repository="alpha",
        secretName="KEY",
        plaintextValue=ONE,
    )
    yield engine.create(
        f"{prefix}actionsEnvironmentSecret:ActionsEnvironmentSecret",
        "s",
        repository="alpha",
        environment="prod",
        **value,
    )
    yield engine.create(
        f"{prefix}actionsOrganizationSecret:ActionsOrganizationSecret",
        "s",
        visibility="selected",
        selectedRepositoryIds=[1002, 1001],
        **value,
    )
    yield engine.create(
        f"{prefix}actionsVariable:ActionsVariable",
        "v",
        repository="alpha",
        variableName="BASE",
        value="https://example.com",
    )
    yield engine.create(
        f"{prefix}actionsEnvironmentVariable:ActionsEnvironmentVariable",
        "v",
        repository="alpha",
        environment="prod",
        variableName="BASE",
        value="https://example.com",
    )
    yield engine.create(SHARED, "v", **BASE, visibility="selected", selectedRepositoryIds=[1002])


def test_every_resource_type_is_made_settles_without_a_diff_and_goes(engine: EngineSide) -> None:
    everything = list(_resources(engine))
    assert {made.token for made in everything} == RESOURCES.keys()

    for made in everything:
        refreshed = engine.refresh(made)
        assert not changes(engine.diff(made)), (made.token, engine.diff(made).diffs)
        assert refreshed is not None, made.token
        assert not changes(engine.diff(refreshed)), (made.token, engine.diff(refreshed).diffs)
        noted = {name for name in refreshed.state if name.startswith("__")}
        assert {**refreshed.state, **dict.fromkeys(noted)} == {**made.state, **dict.fromkeys(noted)}
    for made in reversed(everything):
        engine.delete(made)
        assert engine.refresh(made) is None, made.token


def test_a_secret_is_sealed_and_put_then_read(engine: EngineSide, service: GitHubService) -> None:
    made = engine.create(SECRET, "s", **PLACE, value=ONE)

    assert service.calls == [
        "GET /orgs/acme",
        "GET /repos/acme/alpha",
        f"GET {ACTIONS}/public-key",
        f"PUT {ACTIONS}/SUBMIT_API_KEY",
        f"GET {ACTIONS}/SUBMIT_API_KEY",
    ]
    assert made.id == "alpha:SUBMIT_API_KEY"
    assert made.state["repositoryId"] == 1001
    assert made.state["value"] == ONE
    assert made.state["updatedAt"] == made.state["remoteUpdatedAt"]
    assert made.state["updatedAt"].endswith("+0000 UTC")
    assert service.digest(f"{ACTIONS}/SUBMIT_API_KEY") == sha256(ONE)


def test_a_changed_value_is_put_in_place(engine: EngineSide, service: GitHubService) -> None:
    made = engine.create(SECRET, "s", **PLACE, value=ONE)
    diff = engine.diff(made, **PLACE, value=TWO)
    before = len(service.calls)
    updated = engine.update(made, **PLACE, value=TWO)

    assert (list(diff.diffs), list(diff.replaces)) == (["value"], [])
    assert service.calls[before:] == [
        f"GET {ACTIONS}/public-key",
        f"PUT {ACTIONS}/SUBMIT_API_KEY",
        f"GET {ACTIONS}/SUBMIT_API_KEY",
    ]
    assert updated.state["updatedAt"] > made.state["updatedAt"]
    assert updated.state["updatedAt"] == updated.state["remoteUpdatedAt"]
    assert service.digest(f"{ACTIONS}/SUBMIT_API_KEY") == sha256(TWO)


def test_a_foreign_write_shows_after_a_refresh_and_is_not_repaired(
    engine: EngineSide, service: GitHubService
) -> None:
    made = engine.create(SECRET, "s", **PLACE, value=ONE)
    service.overwrite(f"{ACTIONS}/SUBMIT_API_KEY", "theirs")
    refreshed = engine.refresh(made)

    assert refreshed is not None
    assert refreshed.state["updatedAt"] == made.state["updatedAt"]
    assert refreshed.state["remoteUpdatedAt"] > made.state["updatedAt"]
    assert not changes(engine.diff(refreshed))


def test_deleting_a_secret_that_is_gone_fails(engine: EngineSide, service: GitHubService) -> None:
    made = engine.create(SECRET, "s", **PLACE, value=ONE)
    service.call("DELETE", f"{ACTIONS}/SUBMIT_API_KEY").raise_for_status()
    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(made)

    assert refusal(caught.value) == (
        f"DELETE {service.root}/api/v3{ACTIONS}/SUBMIT_API_KEY: 404 Not Found []"
    )
    assert engine.refresh(made) is None


def test_an_update_makes_a_secret_anew_that_is_gone(
    engine: EngineSide, service: GitHubService
) -> None:
    made = engine.create(SECRET, "s", **PLACE, value=ONE)
    service.call("DELETE", f"{ACTIONS}/SUBMIT_API_KEY").raise_for_status()
    engine.update(made, **PLACE, value=TWO)

    assert service.digest(f"{ACTIONS}/SUBMIT_API_KEY") == sha256(TWO)


def test_the_way_a_value_is_given_is_a_change_of_its_own(engine: EngineSide) -> None:
    made = engine.create(SECRET, "s", **PLACE, value=ONE)
    diff = engine.diff(made, **PLACE, plaintextValue=ONE)

    assert (sorted(diff.diffs), list(diff.replaces)) == (["plaintextValue", "value"], [])


def test_an_imported_secret_gets_its_value_by_an_update(engine: EngineSide) -> None:
    engine.create(SECRET, "s", **PLACE, value=ONE)
    imported = engine.imported(SECRET, "s", "alpha:SUBMIT_API_KEY")

    assert imported is not None
    assert imported.state["repositoryId"] == 1001
    assert "value" not in imported.state
    diff = engine.diff(imported, **PLACE, value=ONE)
    assert (list(diff.diffs), list(diff.replaces)) == (["value"], [])


def test_a_secret_of_another_name_or_repository_is_another_secret(engine: EngineSide) -> None:
    made = engine.create(SECRET, "s", **PLACE, value=ONE)
    renamed = engine.diff(made, **{**PLACE, "secretName": "OTHER"}, value=ONE)
    moved = engine.diff(made, **{**PLACE, "repository": "beta"}, value=ONE)
    missing = engine.diff(made, **{**PLACE, "repository": "nowhere"}, value=ONE)

    assert list(renamed.replaces) == ["secretName"]
    assert list(moved.replaces) == ["repository"]
    assert (list(missing.diffs), list(missing.replaces)) == (["repository"], [])


def test_a_changed_codespaces_value_replaces(engine: EngineSide) -> None:
    token = "github:index/codespacesSecret:CodespacesSecret"
    made = engine.create(token, "s", **PLACE, plaintextValue=ONE)
    diff = engine.diff(made, **PLACE, plaintextValue=TWO)

    assert list(diff.replaces) == ["plaintextValue"]
    assert not diff.deleteBeforeReplace


def test_a_secret_of_an_environment_is_deleted_before_its_replacement(engine: EngineSide) -> None:
    token = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret"
    state = {**PLACE, "environment": "prod", "value": ONE}
    made = Made(token=token, name="s", id="alpha:prod:KEY", inputs=state, state=state)

    assert engine.diff(made, **{**state, "environment": "other"}).deleteBeforeReplace


def test_a_variable_that_exists_is_refused(engine: EngineSide) -> None:
    token = "github:index/actionsVariable:ActionsVariable"
    inputs = {"repository": "alpha", "variableName": "BASE", "value": "x"}
    engine.create(token, "v", **inputs)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(token, "v", **inputs)

    assert ": 409 Already exists - Variable already exists []" in refusal(caught.value)
