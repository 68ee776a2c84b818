"""What counts as proof that a key works; without a server."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from components.key.evidence import Unproved, prove_works
from components.submit_api.answer import Answer, Verdict
from tests.conftest import KEY

ACCEPTED, REFUSED, UNKNOWN = Verdict.ACCEPTED, Verdict.REFUSED, Verdict.UNKNOWN


@dataclass
class Api:
    """Gives set answers to the control and the test request, and records what was asked."""

    control: Verdict
    test: Verdict
    asked: list[str] = field(default_factory=list)

    def ask(self, key: str) -> Answer:
        self.asked.append("real" if key == KEY else "made-up")
        return Answer(verdict=self.control, seen="status C")

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        assert (key, external_id) == (KEY, "TEST-1")
        self.asked.append("test request")
        return Answer(verdict=self.test, seen="status T")


def test_a_refused_control_and_a_confirmed_job_are_proof() -> None:
    api = Api(REFUSED, ACCEPTED)

    prove_works(api, KEY, "TEST-1")

    assert api.asked == ["made-up", "test request"]


@pytest.mark.parametrize("control", [ACCEPTED, UNKNOWN])
def test_no_test_request_is_sent_where_the_control_fails(control: Verdict) -> None:
    api = Api(control, ACCEPTED)

    with pytest.raises(Unproved, match="status C"):
        prove_works(api, KEY, "TEST-1")

    assert api.asked == ["made-up"]


@pytest.mark.parametrize(
    ("test", "words"), [(REFUSED, "refused the new key"), (UNKNOWN, "was not confirmed")]
)
def test_anything_but_a_confirmed_job_is_no_proof(test: Verdict, words: str) -> None:
    with pytest.raises(Unproved, match=rf"{words} \(status T") as unproved:
        prove_works(Api(REFUSED, test), KEY, "TEST-1")

    assert KEY not in str(unproved.value)


def test_every_made_up_key_is_another_one() -> None:
    """Because somebody could register, allow or cache a fixed one."""
    seen: set[str] = set()

    class Recorder(Api):
        def ask(self, key: str) -> Answer:
            seen.add(key)
            return super().ask(key)

    for _ in range(3):
        prove_works(Recorder(REFUSED, ACCEPTED), KEY, "TEST-1")

    assert len(seen) == 3
