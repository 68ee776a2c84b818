"""When a key counts as dead, with any one answer of the proof disturbed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.key.evidence import REFUSALS, Unproved, confirm_works, is_dead, require_dead
from components.key.versions import Tried
from components.retirement.lifecycle import Life
from components.retirement.revocation import WATCHED, ask_about, look_again
from components.submit_api.answer import Answer, Verdict
from tests.support.marks import AT, mark

ACCEPTED, REFUSED, UNKNOWN = Verdict.ACCEPTED, Verdict.REFUSED, Verdict.UNKNOWN
NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)
TEXTS = {"a": "old-" + "key", "b": "other-" + "key", "z": "current-" + "key"}
KEYS = {mark(name): text for name, text in TEXTS.items()}
DEAD_SITTING = ["made-up", "z", "a", "a", "a", "z"]


class Api:
    """Knows which keys work; gives another answer to the question with a given number."""

    def __init__(self, alive: str = "z", **otherwise: Verdict) -> None:
        self._alive = {TEXTS[name] for name in alive}
        self._otherwise = otherwise
        self.asked: list[str] = []

    def ask(self, key: str) -> Answer:
        names = {text: name for name, text in TEXTS.items()}
        self.asked.append(names.get(key, "made-up"))
        verdict = ACCEPTED if key in self._alive else REFUSED
        verdict = self._otherwise.get(f"at_{len(self.asked) - 1}", verdict)
        return Answer(verdict=self._otherwise.get("always", verdict), seen="status S")

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        raise AssertionError("a question about an old key must not make a job")


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.key.evidence.PAUSE_SECONDS", 0.0)


def life(name: str, state: str = "awaiting revocation") -> Life:
    facts = {"version": ord(name) - 96, "fingerprint": mark(name), "state": state}
    return Life.model_validate({**facts, "firstSeen": AT})


def tried(names: str) -> list[Tried]:
    return [Tried(version=ord(each) - 96, fingerprint=mark(each), first_seen=AT) for each in names]


def dead(api: Api, sleep: Callable[[float], None] = lambda _: None) -> bool:
    return is_dead(api, TEXTS["a"], TEXTS["z"], sleep)


def test_death_is_one_sitting_with_controls_before_and_after() -> None:
    api = Api()

    assert dead(api)
    assert api.asked == DEAD_SITTING
    assert len(api.asked) == 3 + REFUSALS


def test_the_refusals_of_a_dead_key_are_spread_over_seconds() -> None:
    pauses: list[float] = []

    dead(Api(), pauses.append)

    assert len(pauses) == REFUSALS


def test_a_key_that_is_accepted_is_alive_and_no_doubt() -> None:
    assert not dead(Api(alive="az"))


@given(st.integers(0, 5), st.sampled_from([ACCEPTED, REFUSED, UNKNOWN]))
def test_one_wrong_answer_in_a_sitting_is_never_death(number: int, verdict: Verdict) -> None:
    api = Api(**{f"at_{number}": verdict})
    is_as_it_should_be = verdict is (ACCEPTED if DEAD_SITTING[number] == "z" else REFUSED)

    try:
        said = dead(api)
    except Unproved:
        said = False

    assert said == is_as_it_should_be


@pytest.mark.parametrize("verdict", [ACCEPTED, REFUSED, UNKNOWN])
def test_an_api_with_one_answer_to_everybody_certifies_nothing(verdict: Verdict) -> None:
    with pytest.raises(Unproved):
        dead(Api(always=verdict))
    with pytest.raises(Unproved):
        confirm_works(Api(always=verdict), TEXTS["z"])


def test_a_key_that_was_proved_before_is_confirmed_without_a_job() -> None:
    api = Api()

    confirm_works(api, TEXTS["z"])

    assert api.asked == ["made-up", "z"]


@pytest.mark.parametrize("verdict", [REFUSED, UNKNOWN])
def test_a_key_that_is_not_accepted_now_is_not_confirmed(verdict: Verdict) -> None:
    with pytest.raises(Unproved, match="is not accepted now"):
        confirm_works(Api(at_1=verdict), TEXTS["z"])


def test_every_open_key_is_asked_about_and_the_settled_ones_are_not() -> None:
    api = Api(alive="bz")
    history = [life("a"), life("b", "draining"), life("z", "current")]

    after, doubt = ask_about(api, history, KEYS, NOW)

    assert [each.state for each in after] == ["rejected", "draining", "current"]
    assert doubt is None


def test_a_doubt_about_one_key_leaves_it_as_it_is_and_is_said() -> None:
    history = [life("a"), life("z", "current")]

    after, doubt = ask_about(Api(at_2=UNKNOWN), history, KEYS, NOW)

    assert after == history
    assert doubt is not None
    assert "it counts as alive" in doubt


def test_an_update_with_nothing_open_asks_nobody() -> None:
    api = Api()

    ask_about(api, [life("a", "revoked"), life("z", "current")], KEYS, NOW)

    assert api.asked == []


def test_a_second_look_reports_a_dead_key_that_works_again() -> None:
    seen = look_again(Api(alive="az"), [life("a", "revoked"), life("z", "current")], KEYS)

    assert [each.state for each in seen.history] == ["awaiting revocation", "current"]
    assert seen.current is ACCEPTED


def test_a_second_look_reports_a_current_key_that_is_refused() -> None:
    assert look_again(Api(alive=""), [life("z", "current")], KEYS).current is REFUSED


def test_a_second_look_concludes_nothing_where_the_control_fails() -> None:
    history = [life("a", "revoked"), life("z", "current")]

    seen = look_again(Api(always=ACCEPTED), history, KEYS)

    assert (seen.current, seen.history) == (UNKNOWN, history)


def test_a_second_look_asks_about_the_last_few_dead_keys_only() -> None:
    names = "abcdefgh"
    keys = {mark(name): f"key-{name}" for name in names} | KEYS
    api = Api()

    look_again(api, [life(name, "revoked") for name in names] + [life("z", "current")], keys)

    assert len(api.asked) == 1 + WATCHED + 1


def test_a_destroy_may_go_on_once_every_key_is_refused() -> None:
    require_dead(Api(alive=""), tried("az"), KEYS)


@pytest.mark.parametrize("verdict", [ACCEPTED, UNKNOWN])
def test_a_destroy_stops_while_a_key_may_work_and_names_the_way_out(verdict: Verdict) -> None:
    with pytest.raises(Unproved, match=r"set retirement\.protect to false") as stopped:
        require_dead(Api(alive="", at_1=verdict), tried("a"), KEYS)

    assert f"version 1 (fingerprint {mark('a')}) is not proved dead" in str(stopped.value)
    assert TEXTS["a"] not in str(stopped.value)


def test_one_refusal_does_not_let_a_destroy_go_on() -> None:
    with pytest.raises(Unproved, match="is not proved dead"):
        require_dead(Api(alive="z", at_1=REFUSED), tried("z"), KEYS)


def test_a_destroy_stops_where_the_control_fails() -> None:
    with pytest.raises(Unproved, match="a made-up key was not refused"):
        require_dead(Api(always=ACCEPTED), tried("z"), KEYS)
