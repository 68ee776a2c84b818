"""The ledger: what `check` keeps from the last inputs, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import Unknown

from components.key.ledger import KeyLedgerProvider
from tests.conftest import KEY
from tests.support.marks import mark

OTHER = "canary-second-" + "Z9y8X7w6"


def declared(version: int, fingerprint: str, key: str, **more: Any) -> dict[str, Any]:
    return {
        "keyVersion": float(version),
        "fingerprint": fingerprint,
        "keys": {fingerprint: key},
        "exposed": None,
        "siblings": {},
        **more,
    }


def test_a_text_that_cannot_be_a_key_is_refused_before_anything_changes(
    ledger: KeyLedgerProvider,
) -> None:
    for text in ("", "changeme", f"{KEY}\n", f"{KEY}\u200b"):
        checked = ledger.check({}, declared(1, mark("a"), text))
        assert [failure.property for failure in checked.failures] == [""], len(text)


@pytest.fixture
def ledger() -> KeyLedgerProvider:
    return KeyLedgerProvider()


@pytest.fixture
def before(ledger: KeyLedgerProvider) -> dict[str, Any]:
    """The inputs after the first key was declared."""
    checked = ledger.check({}, declared(1, mark("a"), KEY))
    assert not checked.failures
    inputs: dict[str, Any] = checked.inputs
    return inputs


def test_a_second_key_is_written_down_beside_the_first(
    ledger: KeyLedgerProvider, before: dict[str, Any]
) -> None:
    after = ledger.check(before, declared(2, mark("b"), OTHER)).inputs

    assert after["keys"] == {mark("a"): KEY, mark("b"): OTHER}
    assert [(one["version"], one["fingerprint"]) for one in after["declared"]] == [
        (1, mark("a")),
        (2, mark("b")),
    ]
    assert (before["generation"], after["generation"]) == (1, 2)


def test_the_same_declaration_is_no_change(
    ledger: KeyLedgerProvider, before: dict[str, Any]
) -> None:
    after = ledger.check(before, declared(1, mark("a"), KEY)).inputs

    assert after == before
    assert not ledger.diff("ledger", ledger.create(before).outs, after).changes


@pytest.mark.parametrize(("version", "fingerprint"), [(2, mark("b")), (1, mark("b"))])
def test_another_key_or_version_is_a_change(
    ledger: KeyLedgerProvider, before: dict[str, Any], version: int, fingerprint: str
) -> None:
    outs = ledger.create(before).outs

    after = ledger.check(before, declared(version, fingerprint, OTHER)).inputs

    assert ledger.diff("ledger", outs, after).changes
    assert ledger.update("ledger", outs, after).outs["keys"] == {mark("a"): KEY, fingerprint: OTHER}


@pytest.mark.parametrize(
    ("news", "words"),
    [
        (declared(2, mark("a"), KEY), "keyVersion: is 2, but the key is still that of version 1"),
        (declared(2, mark("b"), OTHER, exposed=2.0), "exposed: is 2, the version in use"),
        (
            declared(2, mark("b"), OTHER, siblings={"o/p/dev": [mark("b")]}),
            "submitKey: is a key of stack",
        ),
    ],
)
def test_a_refusal_names_no_property_and_never_the_key(
    ledger: KeyLedgerProvider, before: dict[str, Any], news: dict[str, Any], words: str
) -> None:
    """Because the engine prints the value of a property that a failure names."""
    [failure] = ledger.check(before, news).failures

    assert failure.property == ""
    assert words in failure.reason
    assert KEY not in failure.reason
    assert OTHER not in failure.reason


def test_a_refused_declaration_is_not_written_down(
    ledger: KeyLedgerProvider, before: dict[str, Any]
) -> None:
    refused = ledger.check(before, declared(2, mark("b"), OTHER, exposed=2.0))

    assert "declared" not in refused.inputs


def test_a_key_tried_under_a_version_before_is_remembered_through_a_correction(
    ledger: KeyLedgerProvider, before: dict[str, Any]
) -> None:
    wrong = ledger.check(before, declared(2, mark("b"), OTHER)).inputs

    after = ledger.check(wrong, declared(2, mark("c"), KEY + "-third")).inputs

    assert set(after["keys"]) == {mark("a"), mark("b"), mark("c")}


def test_which_keys_were_proved_is_remembered_where_the_outputs_are_lost(
    ledger: KeyLedgerProvider, before: dict[str, Any]
) -> None:
    wrong = ledger.check(before, declared(2, mark("b"), OTHER, proved=[mark("a")])).inputs
    right = ledger.check(wrong, declared(2, mark("c"), KEY, proved=[mark("c")])).inputs

    assert right["proved"] == sorted([mark("a"), mark("c")])
    for lost in (None, Unknown()):
        after = ledger.check(right, declared(3, mark("c"), KEY, proved=lost))
        assert "is 3, but the key is still that of version 2" in after.failures[0].reason


def test_what_a_plan_saved_is_what_the_update_gets_however_much_later(
    ledger: KeyLedgerProvider, before: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = ledger.check(before, declared(2, mark("b"), OTHER)).inputs
    monkeypatch.setattr("components.key.ledger.now", lambda: "2099-01-01T00:00:00+00:00")

    later = ledger.check(before, declared(2, mark("b"), OTHER)).inputs

    assert later == planned


def test_a_key_keeps_the_time_it_was_first_written_down(
    ledger: KeyLedgerProvider, before: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    outs = ledger.create(before).outs
    [first] = [one["firstSeen"] for one in outs["tried"]]
    monkeypatch.setattr("components.key.ledger.now", lambda: "2099-01-01T00:00:00+00:00")

    after = ledger.update(
        "ledger", outs, ledger.check(before, declared(2, mark("b"), OTHER)).inputs
    )

    assert [one["firstSeen"] for one in after.outs["tried"]] == [first, "2099-01-01T00:00:00+00:00"]


def test_the_ledger_of_the_first_release_is_read(ledger: KeyLedgerProvider) -> None:
    """Its inputs had a time for each key."""
    old = {"version": 1.0, "fingerprint": mark("a"), "firstSeen": "2026-01-01T00:00:00+00:00"}
    inputs = {"tried": [old], "keys": {mark("a"): KEY}, "generation": 1.0}

    after = ledger.check(inputs, declared(2, mark("b"), OTHER)).inputs

    outs = ledger.update("ledger", {"tried": [old]}, after).outs
    assert [one["version"] for one in outs["tried"]] == [1, 2]
    assert outs["tried"][0]["firstSeen"] == old["firstSeen"]
