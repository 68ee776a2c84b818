"""The guard stops a destroy; the verdict fails an update."""

from __future__ import annotations

from typing import Any

import pytest

from components.key.evidence import Unproved
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
    [{"baseUrl": "https://other.example/api"}, {"protected": False}, {"tried": []}, {"keys": {}}],
)
def test_the_guard_stores_every_change_of_what_a_destroy_checks(change: dict[str, Any]) -> None:
    outs = GUARD.create(PROPS).outs

    assert not GUARD.diff("id", outs, PROPS).changes
    assert GUARD.diff("id", outs, {**PROPS, **change}).changes
    assert GUARD.update("id", outs, {**PROPS, **change}).outs == {**PROPS, **change}


def test_a_breach_fails_every_update_until_it_is_over() -> None:
    outs = VERDICT.create({}).outs
    assert not VERDICT.diff("id", outs, {"breach": None}).changes

    assert VERDICT.diff("id", outs, {"breach": "version 1 was exposed"}).changes
    for attempt in (VERDICT.create, lambda news: VERDICT.update("id", outs, news)):
        with pytest.raises(Unproved, match="version 1 was exposed"):
            attempt({"breach": "version 1 was exposed"})
