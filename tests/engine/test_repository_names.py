"""What becomes of the six kinds of secret and variable when a repository changes its name."""

from __future__ import annotations

import re
from typing import Any

import pytest

from components.retirement.lifecycle import NOTHING
from tests.engine.person import Outcome, Person
from tests.engine.places import base_urls, configure, digests, everywhere, is_whole
from tests.support.github_service import sha256

pytestmark = [pytest.mark.engine, pytest.mark.story]


def change(person: Person, repository: str, **settings: Any) -> None:
    person.github.call("PATCH", f"repos/acme/{repository}", settings).raise_for_status()


def refused(outcome: Outcome) -> str:
    assert not outcome.succeeded, outcome.output
    assert "Traceback" not in outcome.output
    return outcome.output


@pytest.fixture
def alpha(operator: Person) -> Person:
    """A person whose alpha has every kind of secret and variable."""
    configure(operator, everywhere("alpha"))
    outcome = operator.up()
    assert outcome.succeeded, outcome.output
    assert is_whole(operator, "alpha")
    assert operator.up().changes_nothing
    return operator


def test_a_renamed_repository_keeps_every_secret_and_variable(alpha: Person) -> None:
    change(alpha, "alpha", name="omega")
    outcome = alpha.pulumi("preview")
    assert "alpha is called omega now; write the new name" in outcome.output
    assert alpha.rotate(2).succeeded, "through the redirect, for as long as the name is the old one"
    assert is_whole(alpha, "omega")

    configure(alpha, everywhere("omega"))
    outcome = alpha.up()

    assert outcome.succeeded, outcome.output
    assert is_whole(alpha, "omega")
    deleted = [one for one in alpha.github.writes() if one["method"] == "DELETE"]
    assert [one for one in deleted if "beta" not in one["path"]] == []
    assert alpha.up().only_asks
    assert alpha.rotate(3).succeeded
    assert is_whole(alpha, "omega")

    configure(alpha, {})
    assert alpha.up().succeeded
    assert digests(alpha, "omega") == {None}
    assert base_urls(alpha, "omega") == {None}


def test_a_repository_that_is_renamed_and_left_out_keeps_nothing(alpha: Person) -> None:
    change(alpha, "alpha", name="omega")
    configure(alpha, {})

    assert alpha.up().succeeded
    assert digests(alpha, "omega") == {None}
    assert base_urls(alpha, "omega") == {None}


def test_one_repository_under_two_names_is_refused(alpha: Person) -> None:
    change(alpha, "alpha", name="omega")
    configure(alpha, {"repositories": ["omega"], "dependabot": ["alpha"]})

    said = refused(alpha.pulumi("preview"))

    assert "github.dependabot.0: alpha is the repository that github.repositories.0 calls" in said


def test_letters_in_another_case_are_no_change(alpha: Person) -> None:
    configure(alpha, everywhere("ALPHA"))

    assert alpha.up().changes_nothing


def test_a_deleted_repository_is_named_and_leaves_the_settings_without_a_trace(
    alpha: Person,
) -> None:
    alpha.github.call("DELETE", "repos/acme/alpha").raise_for_status()
    said = refused(alpha.pulumi("preview"))
    assert "github.repositories.0: GitHub does not show the repository alpha; correct" in said

    configure(alpha, {"repositories": ["beta"]})
    outcome = alpha.up()

    assert outcome.succeeded, outcome.output
    assert "alpha: repositories/1001 is gone, or this token may not see it" in outcome.output
    assert alpha.up().changes_nothing


def test_a_repository_made_anew_under_its_name_gets_everything_after_a_refresh(
    alpha: Person,
) -> None:
    alpha.github.call("DELETE", "repos/acme/alpha").raise_for_status()
    alpha.github.call("POST", "orgs/acme/repos", {"name": "alpha"}).raise_for_status()
    said = alpha.pulumi("preview").output
    assert "alpha is another repository than at the last update; what was written into" in said
    outcome = alpha.up()
    assert outcome.succeeded, outcome.output
    assert "run pulumi refresh, then pulumi up: alpha was made anew" in next_step(alpha)

    assert alpha.pulumi("refresh").succeeded
    assert alpha.up().succeeded

    assert is_whole(alpha, "alpha")
    assert next_step(alpha) == NOTHING


def test_an_archived_repository_does_not_stop_a_rotation_and_leaves_with_a_word(
    alpha: Person,
) -> None:
    configure(alpha, everywhere("alpha", "beta"))
    assert alpha.up().succeeded
    old = alpha.key
    change(alpha, "alpha", archived=True)
    assert "alpha is archived, so nothing is written there" in alpha.pulumi("preview").output

    outcome = alpha.rotate(2)

    assert outcome.succeeded, outcome.output
    assert is_whole(alpha, "beta")
    assert digests(alpha, "alpha") == {sha256(old), sha256(alpha.key)}, "all but the organization's"
    assert alpha.states() == {1: "draining", 2: "current"}
    assert "unarchive alpha or take it out of the settings" in next_step(alpha)
    assert alpha.up().only_asks

    configure(alpha, everywhere("beta"))
    outcome = alpha.up()
    assert outcome.succeeded, outcome.output
    assert re.search(r"acme/alpha is archived, so .* stay in it", outcome.output)
    assert alpha.up().only_asks


def test_an_unarchived_repository_gets_the_key_again(alpha: Person) -> None:
    change(alpha, "alpha", archived=True)
    assert alpha.rotate(2).succeeded
    change(alpha, "alpha", archived=False)

    assert alpha.up().succeeded

    assert is_whole(alpha, "alpha")


def test_a_transferred_repository_is_refused_and_is_emptied_when_it_leaves(alpha: Person) -> None:
    body = {"new_owner": "other"}
    alpha.github.call("POST", "repos/acme/alpha/transfer", body).raise_for_status()
    said = refused(alpha.pulumi("preview"))
    assert "alpha belongs to another account now, as other/alpha; take it out" in said

    configure(alpha, {"repositories": ["beta"]})
    assert alpha.up().succeeded

    secret = "actions/secrets/SUBMIT_API_KEY"
    assert not alpha.github.call("GET", f"repos/other/alpha/{secret}").ok


@pytest.mark.parametrize("place", ["organization", "dependabot", "codespaces", "environments"])
def test_a_repository_that_is_not_there_is_refused_before_anything_changes(
    operator: Person, place: str
) -> None:
    wrong = everywhere("nowhere")[place]
    configure(operator, {"repositories": ["alpha", "beta"], place: wrong})
    before = operator.github.writes()

    said = refused(operator.up())

    setting = {"organization": ".repositories", "environments": ".0.repositories"}.get(place, "")
    assert f"github.{place}{setting}.0: GitHub does not show the repository nowhere" in said
    assert operator.github.writes() == before


def test_a_destroy_after_the_repository_is_gone_finishes(alpha: Person) -> None:
    alpha.github.call("DELETE", "repos/acme/alpha").raise_for_status()

    outcome = alpha.pulumi("destroy")

    assert outcome.succeeded, outcome.output


def next_step(person: Person) -> str:
    return str(person.outputs()["nextStep"])
