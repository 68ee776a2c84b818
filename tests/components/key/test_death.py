"""When a key counts as dead, with any one answer of the proof disturbed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.key.evidence import REFUSALS, Asked, is_dead, require_dead
from components.key.inquiry import Oracle, Unproved, inquire
from components.submit_api.answer import Verdict
from tests.support.disturbed_api import DEAD_SITTING, TEXTS, Api

ACCEPTED, REFUSED, UNKNOWN = Verdict.ACCEPTED, Verdict.REFUSED, Verdict.UNKNOWN


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.key.evidence.PAUSE_SECONDS", 0.0)


def dead(api: Oracle, sleep: Callable[[float], None] = lambda _: None) -> bool:
    return is_dead(inquire(api, TEXTS["a"]), TEXTS["a"], TEXTS["z"], "R", sleep)


def test_death_is_one_sitting_with_controls_in_between_and_after() -> None:
    api = Api()

    assert dead(api)
    assert api.asked == DEAD_SITTING
    assert api.asked.count("a") == REFUSALS


def test_the_refusals_of_a_dead_key_are_spread_over_seconds() -> None:
    pauses: list[float] = []

    dead(Api(), pauses.append)

    assert len(pauses) == REFUSALS


@pytest.mark.parametrize("is_body_first", [False, True])
def test_a_key_that_is_accepted_is_alive_and_no_doubt(is_body_first: bool) -> None:
    api = Api(alive="az", is_body_first=is_body_first)

    assert not dead(api)
    assert api.jobs == ["R"] * is_body_first, "a living key was asked more than once"


@given(
    st.integers(0, 5),
    st.sampled_from([ACCEPTED, REFUSED, UNKNOWN, "status 401 with text"]),
    st.booleans(),
)
def test_one_wrong_answer_in_a_sitting_is_never_death(
    number: int, answer: Verdict | str, is_body_first: bool
) -> None:
    assume(is_body_first or (number, answer) != (0, ACCEPTED))  # that is the other order
    right = ACCEPTED if DEAD_SITTING[number] == "z" else REFUSED

    try:
        said = dead(Api(is_body_first=is_body_first, **{f"at_{number}": answer}))
    except Unproved:
        said = False

    assert said == (answer is right)


@pytest.mark.parametrize("verdict", [ACCEPTED, REFUSED, UNKNOWN])
@pytest.mark.parametrize("is_body_first", [False, True])
def test_an_api_with_one_answer_to_everybody_certifies_nothing(
    verdict: Verdict, is_body_first: bool
) -> None:
    with pytest.raises(Unproved):
        dead(Api(always=verdict, is_body_first=is_body_first))


def test_a_refusal_that_looks_unlike_the_controls_is_said_to() -> None:
    with pytest.raises(Unproved, match=r"status 401 with text, a made-up key was refused with "):
        dead(Api(at_1="status 401 with text"))


def asked_about(names: str) -> list[Asked]:
    return [Asked(name=f"key {each}", key=TEXTS[each], reference="R") for each in names]


@pytest.mark.parametrize("is_body_first", [False, True])
def test_a_destroy_may_go_on_once_every_key_is_refused(is_body_first: bool) -> None:
    require_dead(Api(alive="", is_body_first=is_body_first), asked_about("az"), test_jobs=True)


@pytest.mark.parametrize("answer", [ACCEPTED, UNKNOWN, "status 401 with text"])
def test_a_destroy_stops_while_a_key_may_work_and_names_the_way_out(answer: Any) -> None:
    with pytest.raises(Unproved, match=r"set retirement\.protect to false") as stopped:
        require_dead(Api(alive="", at_1=answer), asked_about("a"), test_jobs=True)

    assert "key a is not proved dead" in str(stopped.value)
    assert TEXTS["a"] not in str(stopped.value)


def test_one_refusal_does_not_let_a_destroy_go_on() -> None:
    with pytest.raises(Unproved, match="is not proved dead"):
        require_dead(Api(alive="z", at_1=REFUSED), asked_about("z"), test_jobs=True)


def test_a_destroy_stops_where_it_may_not_ask() -> None:
    with pytest.raises(Unproved, match=r"retirement\.testJobs forbids that"):
        require_dead(Api(alive="", is_body_first=True), asked_about("a"), test_jobs=False)
