"""What the stand-in plugin finds out about a repository, and where a redirect leads it."""

from __future__ import annotations

import pytest

from tests.sandbox.providers.engine_side import EngineSide
from tests.sandbox.providers.github.conftest import ACTIONS, ONE, PLACE, SECRET
from tests.support.github_service import GitHubService, sha256

GET = "github:index/getRepository:getRepository"


def test_an_unknown_repository_is_answered_with_nothing(engine: EngineSide) -> None:
    assert engine.invoke(GET, name="nowhere") == {}


def test_a_renamed_and_archived_repository_says_so(
    engine: EngineSide, service: GitHubService
) -> None:
    service.call("PATCH", "repos/acme/alpha", {"name": "omega", "archived": True})

    found = engine.invoke(GET, name="alpha")

    assert found == {
        "archived": True,
        "fullName": "acme/omega",
        "id": "alpha",
        "name": "omega",
        "private": True,
        "repoId": 1001,
    }


def test_a_delete_under_the_former_name_removes_what_is_under_the_new_one(
    engine: EngineSide, service: GitHubService
) -> None:
    made = engine.create(SECRET, "s", **PLACE, value=ONE)
    service.call("PATCH", "repos/acme/alpha", {"name": "omega"})
    assert service.digest("repos/acme/omega/actions/secrets/SUBMIT_API_KEY") == sha256(ONE)

    engine.delete(made)

    assert service.digest("repos/acme/omega/actions/secrets/SUBMIT_API_KEY") is None
    assert f"DELETE {ACTIONS}/SUBMIT_API_KEY" in service.calls


@pytest.mark.parametrize(
    ("function", "more", "folder"),
    [
        ("getActionsSecrets", {}, "repos/acme/alpha/actions"),
        ("getDependabotSecrets", {}, "repos/acme/alpha/dependabot"),
        ("getCodespacesSecrets", {}, "repos/acme/alpha/codespaces"),
        (
            "getActionsEnvironmentSecrets",
            {"environment": "live"},
            "repositories/1001/environments/live",
        ),
        ("getActionsOrganizationSecrets", None, "orgs/acme/actions"),
    ],
)
def test_the_secrets_of_a_place_are_listed_by_name(
    engine: EngineSide,
    service: GitHubService,
    function: str,
    more: dict[str, str] | None,
    folder: str,
) -> None:
    service.call("PUT", "repos/acme/alpha/environments/live")
    seen = {} if more is not None else {"visibility": "all"}
    service.overwrite(f"{folder}/secrets/KEY", ONE, **seen)
    where = {} if more is None else {"name": "alpha", **more}

    found = engine.invoke(f"github:index/{function}:{function}", **where)

    assert [each["name"] for each in found["secrets"]] == ["KEY"]


def test_a_long_list_is_read_to_its_end(engine: EngineSide, service: GitHubService) -> None:
    for number in range(101):
        body = {"name": f"V{number}", "value": "x"}
        service.call("POST", "repos/acme/alpha/actions/variables", body)

    found = engine.invoke("github:index/getActionsVariables:getActionsVariables", name="alpha")

    assert len(found["variables"]) == 101
