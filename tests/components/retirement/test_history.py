"""The retirement as the engine calls it: when it asks again, fails or reports drift."""

from __future__ import annotations

import re
from typing import Any

import pytest

from components.key.inquiry import Unproved
from components.retirement import history as key_retirement
from components.retirement.history import KeyRetirementProvider
from components.retirement.lifecycle import NOTHING
from tests.conftest import KEY
from tests.support.marks import AT, mark
from tests.support.submit_double import alive, stand_in

OLD = "canary-old-" + "Q1w2E3r4"


@pytest.fixture(autouse=True)
def _api(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, key_retirement, KEY)


def props(*tried: tuple[int, str], **more: Any) -> dict[str, Any]:
    return {
        "baseUrl": "https://submit.example/api",
        "generation": float(len(tried)),
        "provedAt": "2026-11-24T12:00:00+00:00",
        "drainSeconds": 0.0,
        "deadlineSeconds": 3600.0,
        "exposed": None,
        "testJobs": True,
        "stack": "s",
        "tried": [
            {"version": float(version), "fingerprint": mark(name), "firstSeen": AT}
            for version, name in tried
        ],
        "keys": {mark("a"): OLD, mark("z"): KEY},
        "history": None,
        "nextStep": None,
        "currentKey": None,
        **more,
    }


PROVIDER = KeyRetirementProvider()
FIRST = props((1, "z"))
SECOND = props((1, "a"), (2, "z"))


def states(outs: dict[str, Any]) -> list[str]:
    return [life["state"] for life in outs["history"]]


def test_a_settled_retirement_is_no_change() -> None:
    outs = PROVIDER.create(FIRST).outs

    assert not PROVIDER.diff("id", outs, FIRST).changes


@pytest.mark.parametrize(
    "change", [{"drainSeconds": 9.0}, {"exposed": 1.0}, {"generation": 2.0}, {"testJobs": False}]
)
def test_another_setting_is_a_change(change: dict[str, Any]) -> None:
    outs = PROVIDER.create(FIRST).outs

    assert PROVIDER.diff("id", outs, {**FIRST, **change}).changes


def test_every_update_asks_again_while_a_key_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    alive(monkeypatch, KEY, OLD)

    outs = PROVIDER.create(SECOND).outs

    assert states(outs)[1] == "current"
    assert PROVIDER.diff("id", outs, SECOND).changes
    alive(monkeypatch, KEY)
    outs = PROVIDER.update("id", outs, SECOND).outs
    assert states(outs) == ["rejected", "current"]
    assert not PROVIDER.diff("id", outs, SECOND).changes


def test_an_exposed_key_that_works_is_a_breach_and_the_next_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alive(monkeypatch, KEY, OLD)
    outs = PROVIDER.create(SECOND).outs
    assert outs["breach"] == ""

    outs = PROVIDER.update("id", outs, {**SECOND, "exposed": 1.0}).outs

    assert re.match(r"version 1 .* was exposed and not proved dead", outs["breach"])
    assert outs["nextStep"] == outs["breach"]
    alive(monkeypatch, KEY)
    outs = PROVIDER.update("id", outs, {**SECOND, "exposed": 1.0}).outs
    assert (outs["breach"], outs["nextStep"]) == ("", NOTHING)


def test_an_exposed_key_about_which_nobody_could_be_asked_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alive(monkeypatch)

    outs = PROVIDER.create({**SECOND, "exposed": 1.0}).outs

    assert "was exposed" in outs["breach"]
    assert "; at present the current key was not accepted" in outs["breach"]


def test_a_doubt_is_the_next_step_and_the_key_counts_as_alive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alive(monkeypatch)

    outs = PROVIDER.create(SECOND).outs

    assert states(outs)[0] != "rejected"
    assert "the current key was not accepted" in outs["nextStep"]


def test_a_refresh_reports_a_refused_current_key_until_it_is_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outs = PROVIDER.create(FIRST).outs
    alive(monkeypatch)

    seen = PROVIDER.read("id", outs).outs

    assert seen["currentKey"] == "refused"
    assert "raise keyVersion to 2" in seen["nextStep"]
    assert PROVIDER.diff("id", seen, FIRST).changes
    with pytest.raises(Unproved, match="is refused by the Submit API"):
        PROVIDER.update("id", seen, FIRST)
    alive(monkeypatch, KEY)
    assert PROVIDER.update("id", seen, FIRST).outs["currentKey"] == "works"


def test_a_refresh_reports_a_dead_key_that_works_again(monkeypatch: pytest.MonkeyPatch) -> None:
    outs = PROVIDER.create(SECOND).outs
    assert states(outs)[0] == "rejected"
    alive(monkeypatch, KEY, OLD)

    seen = PROVIDER.read("id", outs).outs

    assert states(seen)[0] == "awaiting revocation"
    assert seen["nextStep"].startswith(
        f"revoke version 1 (fingerprint {mark('a')}) in Atomyx Vault now"
    )


def test_a_refresh_that_finds_all_well_changes_nothing() -> None:
    outs = PROVIDER.create(SECOND).outs

    assert PROVIDER.read("id", outs).outs == outs


def test_what_people_are_shown_holds_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    alive(monkeypatch, KEY, OLD)
    outs = PROVIDER.create(SECOND).outs

    shown = repr({name: value for name, value in outs.items() if name != "keys"})

    assert KEY not in shown
    assert OLD not in shown


def test_no_output_is_empty_for_a_preview_that_would_take_it_for_unknown() -> None:
    outs = PROVIDER.create(FIRST).outs

    assert [name for name, value in outs.items() if value is None] == ["exposed"]


def test_a_key_that_a_new_ledger_lacks_stays_open_until_it_is_dead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alive(monkeypatch, KEY, OLD)
    outs = PROVIDER.create(SECOND).outs
    forgetful = {**props((2, "z")), "keys": {mark("z"): KEY}, "generation": 1.0}

    outs = PROVIDER.update("id", outs, forgetful).outs

    assert states(outs) == ["draining", "current"]
    alive(monkeypatch, KEY)
    assert states(PROVIDER.update("id", outs, forgetful).outs) == ["rejected", "current"]


def test_a_preview_shows_which_keys_it_asks_about_and_how_often() -> None:
    name = f"version 1 (fingerprint {mark('a')})"

    first = PROVIDER.check({}, {**SECOND, "openKeys": [name]}).inputs
    second = PROVIDER.check(first, {**SECOND, "openKeys": [name]}).inputs
    after = PROVIDER.check(second, {**SECOND, "openKeys": []}).inputs

    assert [each["openKeys"] for each in (first, second, after)] == [{name: 1}, {name: 2}, {}]


def test_a_death_is_confirmed_by_an_update_ten_minutes_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outs = PROVIDER.create(SECOND).outs
    assert not PROVIDER.diff("id", outs, SECOND).changes
    outs["history"][0]["revokedAt"] = AT

    assert PROVIDER.diff("id", outs, SECOND).changes
    after = PROVIDER.update("id", outs, SECOND).outs
    assert after["history"][0]["confirmedAt"]
    assert not PROVIDER.diff("id", after, SECOND).changes
