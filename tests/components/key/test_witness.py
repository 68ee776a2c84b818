"""What the record says was asked, with what and with which answer."""

from __future__ import annotations

import pytest

from components.key.evidence import prove_works
from components.key.witness import Witness
from tests.conftest import KEY
from tests.support.submit_double import body_first, fresh

REFERENCE = "TEST-KEY-ROTATION-s-V2-0123456789ab"


def asked(witness: Witness) -> list[tuple[str, str, str]]:
    return [(each["key"], each["question"], each["verdict"]) for each in witness.answers]


@pytest.mark.parametrize("is_body_first", [False, True])
def test_a_made_up_key_is_never_recorded_as_accepted(
    monkeypatch: pytest.MonkeyPatch, is_body_first: bool
) -> None:
    witness = Witness(fresh(monkeypatch, KEY), {KEY: 2})
    if is_body_first:
        body_first(monkeypatch)

    prove_works(witness, KEY, REFERENCE)

    assert asked(witness) == [
        ("a made-up key", "question", "unknown" if is_body_first else "refused"),
        ("a made-up key", "question with a complete body", "refused"),
        ("version 2", "test request", "accepted"),
    ]
