"""What jobs get in place of ours: GitHub takes the lowest level, and a hundred by alphabet."""

from __future__ import annotations

from typing import Any

from components.github.precedence import hides, is_late, late, readers, rivals
from components.github.settings import GithubSettings

SECRET, VARIABLE = "secrets/SUBMIT_API_KEY", "variables/SUBMIT_BASE_URL"


def settings(**more: Any) -> GithubSettings:
    given = {
        "repositories": ["alpha"],
        "environments": [{"name": "live", "repositories": ["alpha"]}],
        "organization": {"visibility": "selected", "repositories": ["alpha", "beta"]},
        "dependabot": ["gamma"],
    }
    return GithubSettings.model_validate({**given, **more})


def test_the_organizations_secret_is_read_in_its_selection_or_else_in_every_repository() -> None:
    assert readers(settings()) == ["alpha", "beta"]
    assert readers(settings(organization={"visibility": "all"})) == ["alpha", "gamma"]
    assert readers(settings(organization=None)) == []


def test_only_what_this_program_does_not_write_hides_what_it_writes() -> None:
    assert rivals(settings(), "alpha", ["Live"]) == []
    ours = [f"actions/{SECRET}", f"actions/{VARIABLE}"]
    assert rivals(settings(), "beta") == ours
    other = [f"environments/a%2Fb/{SECRET}", f"environments/a%2Fb/{VARIABLE}"]
    assert rivals(settings(), "alpha", ["live", "A/b"]) == other
    assert rivals(settings(), "beta", ["a/b"]) == [*ours, *other]


def test_a_person_is_told_the_setting_the_place_what_it_hides_and_the_way_out() -> None:
    assert hides(settings(), "beta", f"actions/{SECRET}") == (
        "github.organization.repositories.1: the secret SUBMIT_API_KEY of repository beta hides the"
        " organization's, so jobs there do not get this key; remove it, or choose another"
        " github.secretName"
    )
    assert hides(settings(), "alpha", f"environments/a%2Fb/{VARIABLE}") == (
        "github.repositories.0: the variable SUBMIT_BASE_URL of environment a/b of repository alpha"
        " hides the repository's, so jobs there do not get this base URL; remove it, or choose"
        " another github.variableName"
    )


def test_the_hundred_and_first_secret_of_the_organization_is_too_late() -> None:
    before = [f"key_{number:03}" for number in range(100)]

    assert is_late(settings(), [*before, "SUBMIT_API_KEY"])
    assert not is_late(settings(), [*before[1:], "SUBMIT_API_KEY", "ZZZ"])
    assert "github.secretName that comes earlier" in late(settings())
    assert late(settings(), "beta").startswith(
        "github.organization.repositories.1: repository beta"
    )
