"""The proof as the engine calls it: when it asks, and that it keeps no key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.key import proof as key_proof
from components.key.proof import KeyProofProvider
from tests.conftest import KEY

PROPS: dict[str, Any] = {
    "key": KEY,
    "baseUrl": "https://submit.example/api",
    "keyVersion": 2.0,
    "fingerprint": "0123456789ab",
    "externalId": "TEST-1",
    "generation": 2.0,
    "provedAt": None,
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kind of question that was asked."""
    seen: list[str] = []

    def kept(question: str) -> Callable[..., str]:
        return lambda *_: seen.append(question) or "key first"

    monkeypatch.setattr(key_proof, "prove_works", kept("job"))
    monkeypatch.setattr(key_proof, "confirm_works", kept("question"))
    return seen


def test_a_proof_keeps_no_key(asked: list[str]) -> None:
    outs = KeyProofProvider().create(PROPS).outs

    assert asked == ["job"]
    assert KEY not in repr(outs)
    assert "key" not in outs


def test_a_check_and_a_diff_ask_nobody(asked: list[str]) -> None:
    provider = KeyProofProvider()

    provider.check(PROPS, dict(PROPS))
    provider.diff("id", PROPS, PROPS)

    assert asked == []


def test_another_key_under_a_proved_version_is_refused(asked: list[str]) -> None:
    [failure] = KeyProofProvider().check(PROPS, {**PROPS, "fingerprint": "ffff"}).failures

    assert failure.property == ""
    assert "raise it: pulumi config set keyVersion 3" in failure.reason


@pytest.mark.parametrize(
    ("change", "question"),
    [({"generation": 3.0}, "question"), ({"baseUrl": "https://other.example/api"}, "job")],
)
def test_a_key_that_comes_back_is_asked_about_and_another_api_gets_a_job(
    asked: list[str], change: dict[str, Any], question: str
) -> None:
    provider, news = KeyProofProvider(), {**PROPS, **change}

    assert provider.diff("id", PROPS, news).changes
    outs = provider.update("id", PROPS, news).outs

    assert asked == [question]
    assert "key" not in outs


def test_a_proof_that_holds_is_not_made_again() -> None:
    assert not KeyProofProvider().diff("id", PROPS, {**PROPS, "key": "read back anew"}).changes
