"""Repositories are known by their id, and whatever is not this stack's is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from components.github.known import Known, remembered
from components.github.names import (
    Repository,
    archived_step,
    contents,
    named,
    refuse_mistaken,
    warnings,
)
from components.github.ownership import Claim, Leave, refuse_foreign, refuse_unknown_move
from components.github.settings import GithubSettings
from components.refusal import Refusal
from components.retirement.lifecycle import NOTHING

SETTINGS = GithubSettings.model_validate(
    {
        "repositories": ["alpha"],
        "environments": [{"name": "a/b", "repositories": ["alpha", "beta"], "create": True}],
        "organization": {"visibility": "selected", "repositories": ["gamma"]},
        "dependabot": ["alpha"],
        "codespaces": ["delta"],
    }
)
NOBODY = Leave(adopt=False, older=False)


def repository(name: str = "alpha", **more: Any) -> Repository:
    given = {"setting": "github.repositories.0", "id": 1, "full_name": f"acme/{name}"}
    return Repository(name=name, **{**given, "archived": False, "private": True, **more})


def test_each_repository_is_asked_for_once_and_known_by_the_first_setting_that_names_it() -> None:
    assert named(SETTINGS) == {
        "alpha": "github.repositories.0",
        "beta": "github.environments.0.repositories.1",
        "gamma": "github.organization.repositories.0",
        "delta": "github.codespaces.0",
    }


def test_the_contents_of_a_repository_are_all_that_is_written_into_it() -> None:
    assert contents(SETTINGS) == {
        "alpha": [
            "actions/secrets/SUBMIT_API_KEY",
            "actions/variables/SUBMIT_BASE_URL",
            "environments/a%2Fb/secrets/SUBMIT_API_KEY",
            "environments/a%2Fb/variables/SUBMIT_BASE_URL",
            "environments/a%2Fb",
            "dependabot/secrets/SUBMIT_API_KEY",
        ],
        "beta": [
            "environments/a%2Fb/secrets/SUBMIT_API_KEY",
            "environments/a%2Fb/variables/SUBMIT_BASE_URL",
            "environments/a%2Fb",
        ],
        "delta": ["codespaces/secrets/SUBMIT_API_KEY"],
    }


def test_a_repository_of_another_account_is_refused_only_where_the_account_is_known() -> None:
    moved = {"alpha": repository(full_name="other/alpha")}

    refuse_mistaken(moved, None)
    refuse_mistaken(moved, "Other")
    with pytest.raises(Refusal, match="belongs to another account now, as other/alpha"):
        refuse_mistaken(moved, "acme")


def test_two_names_of_one_repository_are_refused_with_both_settings() -> None:
    second = repository("omega", setting="github.dependabot.0")

    with pytest.raises(Refusal, match=r"github\.dependabot\.0: omega is the repository that gith"):
        refuse_mistaken({"alpha": repository(), "omega": second}, "acme")


def test_a_rename_and_an_archive_are_said_and_only_an_archive_is_left_to_do() -> None:
    renamed = {"alpha": repository(full_name="acme/Omega")}
    archived = {"alpha": repository(archived=True)}

    assert "alpha is called omega now; write the new name" in next(warnings(renamed))
    assert "alpha is archived, so nothing is written there" in next(warnings(archived))
    assert list(warnings({"alpha": repository(full_name="acme/Alpha")})) == []
    assert archived_step(renamed) == NOTHING
    assert "unarchive alpha or take it out" in archived_step(archived)


def test_the_next_update_knows_a_former_name_and_what_is_new() -> None:
    last = Known.read({"repositories": remembered({"1": ("alpha", ["a", "b"])})})

    assert last.former(1, "omega") == "alpha"
    assert last.former(1, "alpha") is None
    assert last.former(2, "omega") is None
    assert last.is_another(2, "alpha")
    assert not last.is_another(1, "alpha")
    assert not last.is_another(2, "omega")
    assert not last.is_new(1, ["b", "a"])
    assert last.is_new(1, ["a"])
    assert last.is_new(2, ["a", "b"])
    assert not last.is_older


def test_an_older_version_and_no_update_at_all_are_not_the_same() -> None:
    assert Known.read({"overwritten": [], "rewrites": {}}).is_older
    assert not Known.read(None).is_older


SECRET, VARIABLE = "actions/secrets/KEY", "actions/variables/URL"


@pytest.mark.parametrize(
    ("ours", "leave", "refused"),
    [
        ((), NOBODY, "has actions/secrets/KEY, actions/variables/URL already"),
        ((SECRET,), NOBODY, "has actions/variables/URL already"),
        ((SECRET, VARIABLE), NOBODY, None),
        ((), Leave(adopt=True, older=False), "has actions/variables/URL already"),
        ((VARIABLE,), Leave(adopt=True, older=False), None),
        ((), Leave(adopt=False, older=True), None),
    ],
)
def test_what_is_there_and_not_ours_is_refused(
    ours: tuple[str, ...], leave: Leave, refused: str | None
) -> None:
    claim = Claim(written=[SECRET, VARIABLE], found=[SECRET, VARIABLE, "actions/secrets/OTHER"])

    if refused is None:
        refuse_foreign(claim, ours, leave, "setting", "the repository alpha")
        return
    with pytest.raises(Refusal, match=f"^setting: the repository alpha {refused}"):
        refuse_foreign(claim, ours, leave, "setting", "the repository alpha")


BEFORE = {"repository": "alpha", "paths": [SECRET]}


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [
        ({}, {}, None),
        (BEFORE, {}, None),
        (BEFORE, {"repository": "omega", "former": "alpha"}, None),
        (BEFORE, {"repository": "omega"}, "write alpha again, run pulumi up, then write omega"),
        (BEFORE, {"repository": "omega", "former": "beta"}, "omega was called alpha when"),
        (BEFORE, {"archived": True}, None),
        ({}, {"archived": True}, "the repository alpha is archived; unarchive it"),
        (BEFORE, {"archived": True, "paths": [SECRET, VARIABLE]}, "alpha is archived"),
        (BEFORE, {"archived": True, "paths": [VARIABLE]}, "take it out of every setting"),
    ],
)
def test_a_rename_that_nobody_knows_of_and_a_change_in_an_archive_are_refused(
    before: dict[str, Any], now: dict[str, Any], refused: str | None
) -> None:
    now = {"repository": "alpha", "paths": [SECRET], "former": None, "archived": False, **now}

    if refused is None:
        refuse_unknown_move(before, now, NOBODY, "setting")
        return
    with pytest.raises(Refusal, match=refused):
        refuse_unknown_move(before, now, NOBODY, "setting")
