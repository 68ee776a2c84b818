"""The states of a key: their order, when they change, and the next step for each."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.retirement.lifecycle import (
    DEAD,
    NOTHING,
    Life,
    Patience,
    breach,
    cut_over,
    next_step,
    open_lives,
    proved_dead,
    replace_current,
    risen,
)
from tests.support.lives import HOUR, NOON, PATIENCE, rotated, states, tried
from tests.support.marks import AT, letter, mark


def test_the_first_key_is_current_and_nothing_is_to_do() -> None:
    (life,) = rotated((1, "a"))

    assert (life.state, life.proved_at) == ("current", AT)
    assert next_step([life]) == NOTHING


def test_a_rotation_starts_the_drain_of_the_former_key() -> None:
    assert states(rotated((1, "a"), (2, "b"))) == {"a": "draining", "b": "current"}


def test_a_key_is_not_asked_for_before_the_whole_drain_is_over() -> None:
    keys = tried((1, "a"), (2, "b"))
    history = rotated((1, "a"), (2, "b"))
    just_before, after = NOON + HOUR, NOON + HOUR + timedelta(seconds=1)

    assert states(cut_over(history, keys, AT, just_before, PATIENCE))["a"] == "draining"
    assert states(cut_over(history, keys, AT, after, PATIENCE))["a"] == "awaiting revocation"


def test_without_a_drain_a_former_key_is_asked_for_within_a_second() -> None:
    at_once = Patience(drain=timedelta(0), deadline=HOUR)
    on_the_second = NOON.replace(microsecond=0)

    history = cut_over(rotated((1, "a")), tried((1, "a"), (2, "b")), AT, on_the_second, at_once)

    assert states(history)["a"] == "awaiting revocation"


def test_a_candidate_that_was_never_promoted_drains_too() -> None:
    """Its rotation may have been killed after the cutover, so a consumer may hold it."""
    history = cut_over(rotated((1, "a")), tried((1, "a"), (2, "b"), (3, "c")), AT, NOON, PATIENCE)

    assert states(history) == {"a": "draining", "b": "draining", "c": "current"}


@pytest.mark.parametrize(("was_current", "state"), [(True, "revoked"), (False, "rejected")])
def test_a_dead_key_that_was_never_in_use_was_rejected(was_current: bool, state: str) -> None:
    life = Life(version=1, fingerprint=mark("a"), state="awaiting revocation", first_seen=AT)
    life = life.model_copy(update={"current_since": AT if was_current else None})

    dead = proved_dead(life, NOON)

    assert (dead.state, dead.revoked_at) == (state, "2026-11-24T12:00:00+00:00")


def test_a_dead_key_stays_dead_through_a_rotation() -> None:
    old, current = rotated((1, "a"), (2, "b"))
    history = [proved_dead(old, NOON), current]

    history = cut_over(history, tried((1, "a"), (2, "b"), (3, "c")), AT, NOON, PATIENCE)

    assert states(history)["a"] == "revoked"


def test_a_key_that_works_again_is_to_be_revoked() -> None:
    old, current = rotated((1, "a"), (2, "b"))

    history = [risen(proved_dead(old, NOON)), current]

    assert states(history)["a"] == "awaiting revocation"
    assert next_step(history).startswith(
        f"revoke version 1 (fingerprint {mark('a')}) in Atomyx Vault now"
    )


def test_a_key_that_comes_back_is_current_and_forgets_its_end() -> None:
    history = cut_over(rotated((1, "a"), (2, "b")), tried((2, "b"), (1, "a")), AT, NOON, PATIENCE)

    assert states(history) == {"b": "draining", "a": "current"}
    assert history[-1].drained_at is history[-1].revoke_by is history[-1].revoked_at is None


def test_the_next_step_names_the_key_and_the_time_from_which_it_may_be_revoked() -> None:
    said = next_step(rotated((1, "a"), (2, "b")))

    assert said == (
        "after 2026-11-24T13:00:01+00:00, and not before, revoke version 1"
        f" (fingerprint {mark('a')}) in Atomyx Vault, then run pulumi up"
    )


def test_the_next_step_names_all_keys_that_are_due_and_the_first_deadline() -> None:
    keys = ((1, "a"), (2, "b"), (3, "c"))
    later = NOON + 3 * HOUR
    history = cut_over(rotated(*keys), tried(*keys), AT, later, PATIENCE)

    said = next_step(history)

    assert f"version 1 (fingerprint {mark('a')}) and version 2 (fingerprint {mark('b')})" in said
    assert "by 2026-11-25T12:00:01+00:00 at the latest" in said


def test_a_refused_current_key_is_to_be_replaced_by_the_next_version() -> None:
    said = replace_current(rotated((4, "a"))[-1])

    assert "raise keyVersion to 5" in said


def test_an_exposed_key_is_a_breach_until_it_is_dead() -> None:
    old, current = rotated((1, "a"), (2, "b"))

    said = breach([old, current], 1, NOON)

    assert said is not None
    assert said.startswith(
        f"version 1 (fingerprint {mark('a')}) was exposed and not proved dead: revoke it"
    )
    assert breach([proved_dead(old, NOON), current], 1, NOON) is None
    assert breach([old, current], None, NOON) is None


def test_a_key_is_a_breach_from_its_deadline_on() -> None:
    history = rotated((1, "a"), (2, "b"))
    deadline = NOON + 25 * HOUR

    said = breach(history, None, deadline + timedelta(seconds=1))

    assert breach(history, None, deadline) is None
    assert said is not None
    assert f"version 1 (fingerprint {mark('a')}) is past its deadline" in said


KEYS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=5, unique=True)
MOVES = st.lists(
    st.tuples(KEYS, st.sampled_from("abcde"), st.booleans(), st.integers(0, 7200)), max_size=8
)


def lived(moves: list[tuple[list[str], str, bool, int]]) -> tuple[list[Life], datetime]:
    """Run updates: the keys declared, a key, whether it is proved dead, and seconds passed."""
    history: list[Life] = []
    order: list[str] = []
    now = NOON
    for declared, victim, dies, seconds in moves:
        now += timedelta(seconds=seconds)
        order = [key for key in order if key not in declared] + declared
        keys = tried(*[(ord(key), key) for key in order])
        history = cut_over(history, keys, AT, now, PATIENCE)
        history = [
            proved_dead(life, now)
            if dies and letter(life.fingerprint) == victim and life in open_lives(history)
            else life
            for life in history
        ]
    return history, now


@given(MOVES)
def test_one_key_is_current_and_it_is_the_one_declared_last(
    moves: list[tuple[list[str], str, bool, int]],
) -> None:
    history, _ = lived(moves)

    assert [life.state == "current" for life in history] == [
        life is history[-1] for life in history
    ]


@given(MOVES)
def test_nobody_is_told_to_revoke_a_key_that_still_drains(
    moves: list[tuple[list[str], str, bool, int]],
) -> None:
    history, now = lived(moves)

    for life in history:
        if life.state == "awaiting revocation":
            assert datetime.fromisoformat(life.drained_at or "") <= now
        if life.state == "draining":
            assert datetime.fromisoformat(life.drained_at or "") > now


@given(MOVES)
def test_nothing_is_left_to_do_exactly_when_every_former_key_is_dead(
    moves: list[tuple[list[str], str, bool, int]],
) -> None:
    history, _ = lived(moves)

    all_dead = all(life.state in DEAD for life in history[:-1])
    assert (next_step(history) == NOTHING) == all_dead


@given(MOVES)
def test_what_the_state_holds_of_a_life_comes_back_the_same(
    moves: list[tuple[list[str], str, bool, int]],
) -> None:
    history, _ = lived(moves)

    records = [{**life.kept(), "version": float(life.version)} for life in history]
    assert [Life.model_validate(record) for record in records] == history


def test_a_sentence_names_three_keys_and_how_many_more() -> None:
    keys = [(number, chr(96 + number)) for number in range(1, 12)]

    step = next_step(cut_over(rotated(*keys), tried(*keys), AT, NOON + 2 * HOUR, PATIENCE))

    assert step.count("version ") == 3
    assert " and 7 more in Atomyx Vault now" in step


def test_a_key_that_a_new_ledger_forgot_leaves_as_any_former_key() -> None:
    before = rotated((1, "a"), (2, "b"))

    after = cut_over(before, tried((3, "c")), AT, NOON + 2 * HOUR, PATIENCE)

    assert states(after) == {"a": "awaiting revocation", "b": "draining", "c": "current"}
