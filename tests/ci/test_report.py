"""What a pull request and a job summary show: our own words, and never a value."""

from __future__ import annotations

from typing import Any

import pytest

from ci.preview_steps import STORE, STORE_VERSION, place_of, type_of
from ci.refresh_report import problems
from ci.report import preview_report, update_report
from components.github.places import ACTIONS, CODESPACES
from records.resource_types import KEY_GUARD, KEY_LEDGER, KEY_RECORD, KEY_RETIREMENT
from tests.conftest import RecordingEngine
from tests.support.declared import ALL, declared

IN_ALPHA = {"repository": "alpha", "secretName": "SUBMIT_API_KEY"}
AT_CURRENT = {"versionStages": ["AWSCURRENT"]}
CURRENT = {"version": 1.0, "fingerprint": "aaaaaaaaaaaa", "state": "current"}


def step(
    type_: str, op: str = "same", *, name: str = "any::name", old: Any = None, new: Any = None
) -> dict[str, Any]:
    return {
        "urn": f"urn:pulumi:prod::submit-key::atomyx:submit:SubmitKey${type_}::{name}",
        "op": op,
        "oldState": None if old is None else {"inputs": old, "outputs": old},
        "newState": None if new is None else {"inputs": new, "outputs": new},
    }


def ledger(op: str, old: int | None, new: int | None) -> dict[str, Any]:
    def state(version: int | None) -> Any:
        return version and {"keyVersion": float(version), "fingerprint": f"{version}" * 12}

    return step(KEY_LEDGER, op, old=state(old), new=state(new))


def retirement(next_step: str = "nothing") -> dict[str, Any]:
    state = {"history": [CURRENT], "nextStep": next_step, "drainSeconds": 3600.0}
    return step(KEY_RETIREMENT, "update", old=state, new=state)


def test_a_rotation_names_versions_places_and_what_a_person_must_do() -> None:
    steps = [
        ledger("update", 1, 2),
        step(STORE_VERSION, "create", new={"versionStages": ["KEY-V2"]}),
        step(STORE_VERSION, "create", new=AT_CURRENT),
        step(ACTIONS.type, "update", old=IN_ALPHA, new=IN_ALPHA),
        step(CODESPACES.type, "create", new=IN_ALPHA),
        step(CODESPACES.type, "delete", old=IN_ALPHA),
        step(STORE_VERSION, "delete", old=AT_CURRENT),
        retirement(),
    ]

    report = preview_report("prod", {"steps": steps})

    assert "**Rotation:** version 1 (`111111111111`) → version 2 (`222222222222`)." in report
    assert report.count("| AWS Secrets Manager, `AWSCURRENT` | gets the key |") == 1
    update = "| Actions secret SUBMIT_API_KEY of repository alpha | takes the new key, in place |"
    assert update in report
    assert "| Codespaces secret SUBMIT_API_KEY of repository alpha | gets the key |" in report
    assert "loses the key" not in report, "a version that leaves the stack looks like a loss"
    assert "- version 1: draining" in report
    assert "after the update and 3600 s more, and not before, revoke version 1" in report


def test_a_repository_that_is_no_longer_named_loses_the_key() -> None:
    steps = [ledger("same", 1, 1), step(ACTIONS.type, "delete", old=IN_ALPHA)]

    report = preview_report("prod", {"steps": [*steps, retirement()]})

    assert "The key stays: version 1" in report
    assert "| Actions secret SUBMIT_API_KEY of repository alpha | loses the key |" in report


def test_a_first_key_is_told_as_one() -> None:
    report = preview_report("prod", {"steps": [ledger("create", None, 1)]})

    assert "First key: version 1 (`111111111111`)" in report


def test_nothing_to_change_still_says_what_is_left_to_do() -> None:
    same = {**retirement("revoke version 1"), "op": "same"}

    report = preview_report("prod", {"steps": [ledger("same", 1, 1), same]})

    assert "Nothing changes." in report
    assert "**What a person must do:** revoke version 1." in report


def test_a_refusal_is_told_without_the_engines_words() -> None:
    message = "error: pulumi-python:dynamic/submit:KeyLedger resource 'ledger' has a problem: why\n"

    report = preview_report("prod", {"diagnostics": [{"severity": "error", "message": message}]})

    assert "- why\n" in report
    assert "Rotation" not in report


def test_hundreds_of_places_are_still_a_short_report() -> None:
    places = [{**IN_ALPHA, "repository": f"r{number}"} for number in range(400)]
    many = [step(ACTIONS.type, "update", old=place, new=place) for place in places]

    report = preview_report("prod", {"steps": [ledger("update", 1, 2), *many]})

    assert "| 380 more places | likewise |" in report
    assert len(report.splitlines()) < 40


RECORD = step(KEY_RECORD, "update", name="r", old={"history": [1]}, new={"history": [2]})


def guard(*, was: bool, will: bool, base_url: str = "https://a") -> dict[str, Any]:
    old = {"protected": was, "baseUrl": "https://a", "history": [was]}
    new = {"protected": will, "baseUrl": base_url, "history": [will]}
    return step(KEY_GUARD, "update", name="g", old=old, new=new)


def test_a_preview_leaves_out_what_only_records_the_keys() -> None:
    steps = [ledger("same", 1, 1), RECORD, guard(was=True, will=True), retirement()]

    report = preview_report("prod", {"steps": steps})

    assert "The key stays: version 1" in report
    assert "more resources" not in report


@pytest.mark.parametrize(
    "decided",
    [guard(was=True, will=False), guard(was=True, will=True, base_url="https://b")],
    ids=["whether a destroy is stopped", "which API is asked"],
)
def test_a_preview_names_a_guard_whose_settings_change(decided: dict[str, Any]) -> None:
    steps = [ledger("same", 1, 1), RECORD, decided]

    report = preview_report("prod", {"steps": [*steps, {**retirement(), "op": "same"}]})

    assert "2 more resources</summary>`r` update, `g` update" in report


def test_a_failed_update_says_that_the_old_key_stays() -> None:
    outputs = {"keyVersion": 1.0, "fingerprint": "a" * 12, "history": [CURRENT], "nextStep": "wait"}

    report = update_report("prod", outputs, succeeded=False)

    assert "**failed**: every step that was not done left the old key" in report
    assert "| 1 | `aaaaaaaaaaaa` | current |" in report
    assert "**What a person must do:** wait." in report


def test_each_kind_of_trouble_is_told_apart() -> None:
    times = {"updatedAt": "1", "remoteUpdatedAt": "1"}
    later, moved = {**times, "remoteUpdatedAt": "2"}, {"versionStages": []}
    steps = [
        step(ACTIONS.type, name="a", old=times, new=later),
        step(ACTIONS.type, name="b::2", old=times, new=None),
        step(ACTIONS.type, name="c", old=times, new=times),
        step(STORE_VERSION, name="d", old=AT_CURRENT, new=moved),
        step(STORE_VERSION, name="e", old={"versionStages": ["VACANT"]}, new=moved),
        step(STORE, name="f", old={"policy": "1", "name": "1"}, new={"policy": "2", "name": "2"}),
        step(KEY_RETIREMENT, old={"currentKey": "works"}, new={"currentKey": "refused"}),
    ]

    assert problems({"steps": steps}) == [
        "`a` was overwritten by somebody else",
        "`b::2` is gone",
        "`d` was changed: versionStages",
        "`f` was changed: name",
        "the current key is refused by the Submit API",
    ]


def test_a_refresh_that_failed_is_a_problem_and_no_silence() -> None:
    failed = {"steps": [], "diagnostics": [{"severity": "error", "message": "error: no way in"}]}

    assert problems(failed) == ["no way in"]


@pytest.fixture(scope="module")
def program() -> RecordingEngine:
    """The program with every option in use."""
    return declared(**ALL)


def registered(program: RecordingEngine) -> list[dict[str, Any]]:
    return [
        step(one.typ, "create", name=name, new=one.inputs) for name, one in program.made.items()
    ]


def test_a_report_names_every_place_to_which_the_program_gives_the_key(
    program: RecordingEngine,
) -> None:
    places = [place for each in registered(program) if (place := place_of(each))]

    assert sorted(places) == [
        "AWS Secrets Manager, `AWSCURRENT`",
        "Actions secret SUBMIT_API_KEY of repository alpha",
        "Actions secret SUBMIT_API_KEY of repository beta",
        "Codespaces secret SUBMIT_API_KEY of repository alpha",
        "Dependabot secret SUBMIT_API_KEY of repository alpha",
        "environment secret SUBMIT_API_KEY of environment live of repository alpha",
        "organization secret SUBMIT_API_KEY",
    ]


def test_a_refresh_expects_labels_to_move_over_the_one_version_that_is_no_key(
    program: RecordingEngine,
) -> None:
    versions = [each for each in registered(program) if type_of(each) == STORE_VERSION]
    seen = [
        {**each, "oldState": each["newState"], "newState": {"outputs": {"secretId": "x"}}}
        for each in versions
    ]

    told = [each for each in problems({"steps": seen}) if "versionStages" in each]

    assert len(versions) == 3
    assert len(told) == 2, "the candidate and the current version"


@pytest.mark.parametrize("steps", [[], [ledger("update", 1, 2), retirement()]])
def test_a_preview_shows_our_warnings_and_not_a_providers(steps: list[dict[str, Any]]) -> None:
    said = ["github.repositories.0: alpha is archived", "use `github.Other` instead: deprecated"]
    warned = [{"severity": "warning", "message": f"warning: {each}\n"} for each in said * 2]

    report = preview_report("prod", {"steps": steps, "diagnostics": warned})

    assert report.count("- warning: github.repositories.0: alpha is archived\n") == 1
    assert "deprecated" not in report
