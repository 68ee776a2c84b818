"""The guard stops a destroy; the verdict fails an update."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN

from components.key.inquiry import Unproved
from components.retirement import guard as key_guard
from components.retirement.guard import KeyGuardProvider
from components.retirement.verdict import KeyVerdictProvider
from tests.conftest import KEY
from tests.support.marks import AT, mark
from tests.support.submit_double import alive, stand_in

TRIED = {"version": 1.0, "fingerprint": mark("z"), "firstSeen": AT}
PROPS: dict[str, Any] = {
    "baseUrl": "https://submit.example/api",
    "protected": True,
    "tried": [TRIED],
    "keys": {mark("z"): KEY},
    "stack": "s",
    "testJobs": True,
}
GUARD, VERDICT = KeyGuardProvider(), KeyVerdictProvider()


@pytest.fixture(autouse=True)
def _api(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, key_guard, KEY)


def test_a_destroy_stops_while_a_key_of_a_protected_stack_works() -> None:
    outs = GUARD.create(PROPS).outs

    with pytest.raises(
        Unproved, match="destroy stopped before it removed the store: version 1 "
    ) as stopped:
        GUARD.delete("id", outs)

    assert KEY not in str(stopped.value)


def test_a_destroy_goes_on_where_the_key_is_dead_or_the_stack_unprotected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    GUARD.delete("id", {**PROPS, "protected": False})
    alive(monkeypatch)
    GUARD.delete("id", PROPS)


@pytest.mark.parametrize(
    "change",
    [
        {"baseUrl": "https://other.example/api"},
        {"protected": False},
        {"testJobs": False},
        {"tried": [TRIED, {**TRIED, "fingerprint": mark("y")}]},
        {"keys": {mark("z"): KEY, mark("y"): "another"}},
    ],
)
def test_the_guard_stores_every_change_of_what_a_destroy_checks(change: dict[str, Any]) -> None:
    outs = GUARD.create(PROPS).outs

    assert not GUARD.diff("id", outs, PROPS).changes
    assert GUARD.diff("id", outs, {**PROPS, **change}).changes
    assert GUARD.update("id", outs, {**PROPS, **change}).outs == {**PROPS, **change}


def test_the_guard_forgets_no_key_that_a_new_ledger_lacks() -> None:
    outs = GUARD.create(PROPS).outs
    other = {**TRIED, "version": 2.0, "fingerprint": mark("y")}

    news = {**PROPS, "tried": [other], "keys": {mark("y"): "another"}}
    outs = GUARD.update("id", outs, news).outs

    assert [one["fingerprint"] for one in outs["tried"]] == [mark("z"), mark("y")]
    assert outs["keys"] == {mark("z"): KEY, mark("y"): "another"}
    assert not GUARD.diff("id", outs, news).changes


def test_a_guard_whose_keys_a_preview_does_not_know_is_a_change() -> None:
    assert GUARD.diff("id", GUARD.create(PROPS).outs, {**PROPS, "tried": UNKNOWN}).changes


def test_a_breach_that_a_preview_does_not_know_is_no_change() -> None:
    outs = VERDICT.create({"breach": ""}).outs

    assert not VERDICT.diff("id", outs, {"breach": UNKNOWN}).changes


def test_a_breach_fails_every_update_until_it_is_over() -> None:
    outs = VERDICT.create({}).outs
    assert not VERDICT.diff("id", outs, {"breach": ""}).changes

    assert VERDICT.diff("id", outs, {"breach": "version 1 was exposed"}).changes
    for attempt in (VERDICT.create, lambda news: VERDICT.update("id", outs, news)):
        with pytest.raises(Unproved, match="version 1 was exposed"):
            attempt({"breach": "version 1 was exposed"})
