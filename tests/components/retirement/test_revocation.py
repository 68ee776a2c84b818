"""Which keys an update and a refresh ask about, and what they conclude."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from components.key.inquiry import Oracle
from components.retirement.lifecycle import CONFIRMED_AFTER, Life
from components.retirement.revocation import WATCHED, Terms, ask_about, look_again
from components.submit_api.answer import Verdict
from tests.support.disturbed_api import DEAD_SITTING, KEYS, Api
from tests.support.marks import AT, mark

ACCEPTED, REFUSED, UNKNOWN = Verdict.ACCEPTED, Verdict.REFUSED, Verdict.UNKNOWN
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
TERMS = Terms(stack="s", test_jobs=True, exposed=None)
REFERENCE = f"TEST-KEY-RETIREMENT-s-V1-{mark('a')}"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.key.evidence.PAUSE_SECONDS", 0.0)


def life(name: str, state: str = "awaiting revocation", **more: str) -> Life:
    facts = {"version": ord(name) - 96, "fingerprint": mark(name), "state": state, **more}
    return Life.model_validate({**facts, "firstSeen": AT})


def states(api: Oracle, *history: Life, now: datetime = NOW, terms: Terms = TERMS) -> list[str]:
    return [each.state for each in ask_about(api, history, KEYS, now, terms).history]


def test_every_open_key_is_asked_about_and_the_settled_ones_are_not() -> None:
    api = Api(alive="bz")
    history = [life("a"), life("b", "draining"), life("z", "current")]

    asked = ask_about(api, history, KEYS, NOW, TERMS)

    assert [each.state for each in asked.history] == ["rejected", "draining", "current"]
    assert asked.doubt is None


@pytest.mark.parametrize(("is_body_first", "order"), [(False, "key first"), (True, "body first")])
def test_the_order_that_was_found_is_told(is_body_first: bool, order: str) -> None:
    api = Api(is_body_first=is_body_first)

    assert ask_about(api, [life("a"), life("z", "current")], KEYS, NOW, TERMS).order == order


def test_a_doubt_about_one_key_leaves_it_as_it_is_and_is_said() -> None:
    history = [life("a"), life("z", "current")]

    asked = ask_about(Api(at_1=UNKNOWN), history, KEYS, NOW, TERMS)

    assert asked.history == history
    assert asked.doubt is not None
    assert "it counts as alive" in asked.doubt


def test_an_update_with_nothing_open_asks_nobody() -> None:
    api = Api()

    assert states(api, life("a", "revoked"), life("z", "current"))
    assert api.asked == []


def test_where_the_body_is_first_a_draining_key_is_left_alone_unless_it_was_exposed() -> None:
    history = life("a", "draining"), life("z", "current")
    api = Api(alive="az", is_body_first=True)

    states(api, *history)
    assert api.jobs == []
    states(api, *history, terms=Terms(stack="s", test_jobs=True, exposed=1))
    assert api.jobs == [REFERENCE]


def test_a_stack_may_forbid_questions_that_make_jobs_and_is_told_what_it_loses() -> None:
    api = Api(alive="z", is_body_first=True)
    terms = Terms(stack="s", test_jobs=False, exposed=None)

    asked = ask_about(api, [life("a"), life("z", "current")], KEYS, NOW, terms)

    assert asked.history[0].state == "awaiting revocation"
    assert asked.doubt is not None
    assert "its death cannot be proved until you set retirement.testJobs to true" in asked.doubt
    assert api.jobs == []


def test_a_dead_key_is_confirmed_once_and_only_after_a_while() -> None:
    at = (NOW - CONFIRMED_AFTER).isoformat()
    history = [life("a", "revoked", revokedAt=at), life("z", "current")]
    api = Api()

    early = ask_about(api, history, KEYS, NOW - timedelta(seconds=1), TERMS)
    assert (early.history, api.asked) == (history, [])
    after = ask_about(api, history, KEYS, NOW, TERMS).history
    assert after[0].confirmed_at == NOW.isoformat()
    assert api.asked == DEAD_SITTING
    assert ask_about(api, after, KEYS, NOW + timedelta(days=1), TERMS).history == after
    assert api.asked == DEAD_SITTING


def test_a_key_whose_lock_out_ended_is_open_again() -> None:
    at = (NOW - CONFIRMED_AFTER).isoformat()
    locked_out = life("a", "revoked", revokedAt=at, currentSince=AT)

    [again, _] = ask_about(Api("az"), [locked_out, life("z", "current")], KEYS, NOW, TERMS).history

    assert (again.state, again.revoked_at) == ("awaiting revocation", None)


def test_a_confirmation_without_an_answer_is_asked_for_again_and_is_no_doubt() -> None:
    history = [
        life("a", "revoked", revokedAt=(NOW - CONFIRMED_AFTER).isoformat()),
        life("z", "current"),
    ]

    asked = ask_about(Api(at_1=UNKNOWN), history, KEYS, NOW, TERMS)

    assert (asked.history, asked.doubt) == (history, None)


@pytest.mark.parametrize("is_body_first", [False, True])
def test_a_second_look_reports_a_dead_key_that_works_again(is_body_first: bool) -> None:
    api = Api(alive="az", is_body_first=is_body_first)

    seen = look_again(api, [life("a", "revoked"), life("z", "current")], KEYS, TERMS)

    assert [each.state for each in seen.history] == ["awaiting revocation", "current"]
    assert seen.current is (UNKNOWN if is_body_first else ACCEPTED)


def test_a_second_look_makes_no_job_while_all_is_well() -> None:
    api = Api(is_body_first=True)

    look_again(api, [life("a", "revoked"), life("z", "current")], KEYS, TERMS)

    assert api.jobs == []


def test_a_second_look_reports_a_current_key_that_is_refused() -> None:
    assert look_again(Api(alive=""), [life("z", "current")], KEYS, TERMS).current is REFUSED


def test_a_second_look_concludes_nothing_where_the_control_fails() -> None:
    history = [life("a", "revoked"), life("z", "current")]

    seen = look_again(Api(always=UNKNOWN), history, KEYS, TERMS)

    assert (seen.current, seen.history) == (UNKNOWN, history)


def test_a_second_look_asks_about_the_last_few_dead_keys_only() -> None:
    names = "abcdefgh"
    keys = {mark(name): f"key-{name}" for name in names} | KEYS
    api = Api()

    history = [life(name, "revoked") for name in names] + [life("z", "current")]
    look_again(api, history, keys, TERMS)

    assert len(api.asked) == 1 + WATCHED + 1
