"""Where the key goes on GitHub, and what happens after somebody else overwrites it."""

from __future__ import annotations

from components.github.places import Drift, all_steps, places, rewrite_step
from components.github.settings import GithubSettings
from components.retirement.lifecycle import NOTHING

SETTINGS = GithubSettings.model_validate(
    {
        "repositories": ["alpha"],
        "environments": [{"name": "a/b", "repositories": ["alpha"]}],
        "codespaces": ["alpha"],
        "organization": {},
    }
)


def test_only_a_secret_that_the_provider_replaces_carries_the_version_in_its_name() -> None:
    names = [place.name for place in places(SETTINGS, key_version=7)]

    assert names == [
        "actions-key-alpha",
        "environment-key-alpha/a/b",
        "organization-key",
        "codespaces-key-alpha-v7",
    ]


def test_a_place_is_told_to_people_with_all_that_is_needed_to_find_it() -> None:
    words = [place.words for place in places(SETTINGS, key_version=7)]

    assert words[1] == "environment secret SUBMIT_API_KEY of environment a/b of repository alpha"


def test_a_withdrawal_knows_the_repository_by_its_id() -> None:
    [codespaces] = [place for place in places(SETTINGS, key_version=7) if "spaces" in place.name]

    assert codespaces.path(7) == "repositories/7/codespaces/secrets/SUBMIT_API_KEY"


def test_a_foreign_write_counts_once_however_often_the_update_is_repeated() -> None:
    seen = Drift.read({"overwritten": ["a"], "rewrites": {"a": 1.0, "b": 2.0}})
    assert (seen.rewrites_of("a"), seen.rewrites_of("b"), seen.rewrites_of("c")) == (2, 2, 0)

    after = Drift.read(seen.next([], ["a", "b"]))

    assert (after.rewrites_of("a"), after.rewrites_of("b")) == (2, 2)


def test_a_place_that_is_no_longer_asked_for_is_forgotten() -> None:
    assert Drift(rewrites={"a": 3}).next([], ["b"]) == {"overwritten": [], "rewrites": {}}


def test_many_foreign_writes_are_still_one_sentence() -> None:
    step = rewrite_step(["a", "b", "c", "d", "e"])

    assert step.endswith("into a, b, c and 2 more")
    assert rewrite_step([]) == NOTHING


def test_next_steps_are_one_sentence_in_their_order() -> None:
    assert all_steps(NOTHING, NOTHING) == NOTHING
    assert all_steps("do this", NOTHING) == "do this"
    assert all_steps("do this", "do that") == "do this; then do that"
