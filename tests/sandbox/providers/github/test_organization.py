"""An organization's secret and variable: their list of repositories changes in place."""

from __future__ import annotations

import pytest

from tests.sandbox.providers.engine_side import EngineSide, changes
from tests.sandbox.providers.github.conftest import BASE, ONE, SHARED
from tests.support.github_service import GitHubService


def test_an_organizations_variable_changes_value_and_readers_in_place(
    engine: EngineSide, service: GitHubService
) -> None:
    made = engine.create(SHARED, "v", **BASE, visibility="private")
    url, before = "/orgs/acme/actions/variables", len(service.calls)
    for change in (
        {"visibility": "selected", "selectedRepositoryIds": [1002, 1001]},
        {"visibility": "selected", "selectedRepositoryIds": [1003]},
        {"visibility": "all", "value": "https://example.org"},
    ):
        assert list(engine.diff(made, **{**BASE, **change}).replaces) == []
        made = engine.update(made, **{**BASE, **change})
        assert made.state["visibility"] == change["visibility"]
        assert not changes(engine.diff(made))

    written = [call for call in service.calls[before:] if not call.startswith("GET")]
    assert written == [f"PATCH {url}/BASE"] * 3
    assert list(engine.diff(made, **{**BASE, "variableName": "B"}, visibility="all").replaces)


@pytest.mark.parametrize("visibility", ["all", "private"])
def test_an_organizations_secret_needs_no_chosen_repositories(
    engine: EngineSide, visibility: str
) -> None:
    token = "github:index/actionsOrganizationSecret:ActionsOrganizationSecret"
    place = {"secretName": "KEY", "value": ONE}
    chosen = {"visibility": "selected", "selectedRepositoryIds": [1001]}
    engine.create(token, "s", **place, **chosen)
    made = engine.create(token, "s", **place, visibility=visibility)

    refreshed = engine.refresh(made)
    assert refreshed is not None
    assert refreshed.state["visibility"] == visibility
    assert not changes(engine.diff(refreshed))
