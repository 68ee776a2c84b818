"""What counts as proof that a key works; without a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from components.key.evidence import confirm_works, prove_works
from components.key.inquiry import Unproved
from components.submit_api.answer import Answer, Verdict
from tests.conftest import KEY

ACCEPTED, REFUSED, UNKNOWN = Verdict.ACCEPTED, Verdict.REFUSED, Verdict.UNKNOWN
SITTING = ["made-up", "made-up, complete", "test request"]


@dataclass
class Api:
    """Gives set answers to the two controls and to the real key, and records what was asked."""

    control: Verdict
    complete: Verdict
    real: Verdict
    asked: list[str] = field(default_factory=list)

    def ask(self, key: str) -> Answer:
        self.asked.append("question" if key == KEY else "made-up")
        return Answer(verdict=self.real if key == KEY else self.control, seen="status C")

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        if key != KEY:
            assert external_id.startswith("TEST-KEY-CONTROL-")
            self.asked.append("made-up, complete")
            return Answer(verdict=self.complete, seen="status C")
        assert external_id == "TEST-1"
        self.asked.append("test request")
        return Answer(verdict=self.real, seen="status T")


@pytest.mark.parametrize(("control", "order"), [(REFUSED, "key first"), (ACCEPTED, "body first")])
def test_refused_controls_and_a_confirmed_job_are_proof_in_either_order(
    control: Verdict, order: str
) -> None:
    api = Api(control, REFUSED, ACCEPTED)

    assert prove_works(api, KEY, "TEST-1") == order
    assert api.asked == SITTING


@pytest.mark.parametrize(
    ("control", "complete", "asked"),
    [
        (UNKNOWN, REFUSED, SITTING[:1]),
        (ACCEPTED, ACCEPTED, SITTING[:2]),
        (ACCEPTED, UNKNOWN, SITTING[:2]),
        (REFUSED, ACCEPTED, SITTING[:2]),
        (REFUSED, UNKNOWN, SITTING[:2]),
    ],
)
def test_no_test_request_is_sent_where_a_control_fails(
    control: Verdict, complete: Verdict, asked: list[str]
) -> None:
    api = Api(control, complete, ACCEPTED)

    with pytest.raises(Unproved, match="status C"):
        prove_works(api, KEY, "TEST-1")

    assert api.asked == asked


def test_a_job_that_a_made_up_key_made_is_named() -> None:
    with pytest.raises(Unproved, match=r"it made the job TEST-KEY-CONTROL-[0-9a-f]{12}\)"):
        prove_works(Api(ACCEPTED, ACCEPTED, ACCEPTED), KEY, "TEST-1")


@pytest.mark.parametrize(
    ("test", "words"), [(REFUSED, "refused the new key"), (UNKNOWN, "was not confirmed")]
)
@pytest.mark.parametrize("control", [REFUSED, ACCEPTED])
def test_anything_but_a_confirmed_job_is_no_proof(
    control: Verdict, test: Verdict, words: str
) -> None:
    with pytest.raises(Unproved, match=rf"{words} \(status T") as unproved:
        prove_works(Api(control, REFUSED, test), KEY, "TEST-1")

    assert KEY not in str(unproved.value)


@pytest.mark.parametrize(
    ("control", "asked"),
    [(REFUSED, ["made-up", "question"]), (ACCEPTED, SITTING)],
)
def test_a_key_that_was_proved_before_is_confirmed_by_a_job_only_where_the_body_is_checked_first(
    control: Verdict, asked: list[str]
) -> None:
    api = Api(control, REFUSED, ACCEPTED)

    confirm_works(api, KEY, "TEST-1")

    assert api.asked == asked


def test_a_key_that_must_make_no_job_is_not_asked_about_where_the_body_is_checked_first() -> None:
    api = Api(ACCEPTED, REFUSED, UNKNOWN)

    assert confirm_works(api, KEY, None) == "body first"
    assert api.asked == SITTING[:2]


@pytest.mark.parametrize("real", [REFUSED, UNKNOWN])
@pytest.mark.parametrize("control", [REFUSED, ACCEPTED])
def test_a_key_that_is_not_accepted_now_is_not_confirmed(control: Verdict, real: Verdict) -> None:
    with pytest.raises(Unproved, match="is not accepted now"):
        confirm_works(Api(control, REFUSED, real), KEY, "TEST-1")


@pytest.mark.parametrize("verdict", [ACCEPTED, REFUSED, UNKNOWN])
def test_an_api_with_one_answer_to_everybody_confirms_nothing(verdict: Verdict) -> None:
    with pytest.raises(Unproved):
        confirm_works(Api(verdict, verdict, verdict), KEY, "TEST-1")


class Gateway:
    """Looks at the shape of a key alone, and makes every job."""

    def ask(self, key: str) -> Answer:
        return Answer(verdict=ACCEPTED if len(key) == len(KEY) else REFUSED, seen="status 422")

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        return self.ask(key)


@pytest.mark.parametrize("prove", [prove_works, confirm_works])
def test_a_gateway_that_judges_by_shape_proves_nothing(prove: Callable[..., str]) -> None:
    with pytest.raises(Unproved, match="a made-up key was not refused"):
        prove(Gateway(), KEY, "TEST-1")
