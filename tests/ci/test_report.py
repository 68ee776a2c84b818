"""What people read in a pull request and in a summary: our words, and nothing of a value."""

from __future__ import annotations

from typing import Any

from ci.refresh_report import problems
from ci.report import preview_report, update_report

LEDGER = "pulumi-python:dynamic/submit:KeyLedger::ledger"
RETIREMENT = "pulumi-python:dynamic/submit:KeyRetirement::retirement"
SECRET = "github:index/actionsSecret:ActionsSecret::"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion::"
CURRENT = {"version": 1.0, "fingerprint": "aaaaaaaaaaaa", "state": "current"}


def step(what: str, op: str = "same", *, old: Any = None, new: Any = None) -> dict[str, Any]:
    return {
        "urn": f"urn:pulumi:prod::submit-key::atomyx:submit:SubmitKey${what}",
        "op": op,
        "oldState": None if old is None else {"inputs": old, "outputs": old},
        "newState": None if new is None else {"inputs": new, "outputs": new},
    }


def ledger(op: str, old: int | None, new: int | None) -> dict[str, Any]:
    def state(version: int | None) -> Any:
        return version and {"keyVersion": float(version), "fingerprint": f"{version}" * 12}

    return step(LEDGER, op, old=state(old), new=state(new))


def retirement(next_step: str = "nothing") -> dict[str, Any]:
    state = {"history": [CURRENT], "nextStep": next_step, "drainSeconds": 3600.0}
    return step(RETIREMENT, "update", old=state, new=state)


def test_a_rotation_names_versions_places_and_what_a_person_must_do() -> None:
    steps = [
        ledger("update", 1, 2),
        step(VERSION + "current-v2", "create", new={}),
        step(SECRET + "actions-key-alpha", "update", old={}, new={}),
        step(VERSION + "current-v1", "delete", old={}),
        retirement(),
    ]

    report = preview_report("prod", {"steps": steps})

    assert "**Rotation:** version 1 (`111111111111`) → version 2 (`222222222222`)." in report
    assert "| AWS Secrets Manager, `AWSCURRENT` | gets the key |" in report
    assert "| Actions secret of `alpha` | takes the new key, in place |" in report
    assert "loses the key" not in report, "a version that leaves the stack looks like a loss"
    assert "- version 1: draining" in report
    assert "after the update and 3600 s more, and not before, revoke version 1" in report


def test_a_repository_that_is_no_longer_named_loses_the_key() -> None:
    steps = [ledger("same", 1, 1), step(SECRET + "actions-key-alpha", "delete", old={})]

    report = preview_report("prod", {"steps": [*steps, retirement()]})

    assert "The key stays: version 1" in report
    assert "| Actions secret of `alpha` | loses the key |" in report


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
    many = [step(f"{SECRET}actions-key-{n}", "update", old={}, new={}) for n in range(400)]

    report = preview_report("prod", {"steps": [ledger("update", 1, 2), *many]})

    assert "| 380 more places | likewise |" in report
    assert len(report.splitlines()) < 40


DYNAMIC = "pulumi-python:dynamic/submit:"
RECORD = step(f"{DYNAMIC}KeyRecord::record", "update", old={"history": [1]}, new={"history": [2]})


def guard(*, was: bool, will: bool) -> dict[str, Any]:
    old, new = ({"protected": each, "history": [each]} for each in (was, will))
    return step(f"{DYNAMIC}KeyGuard::guard", "update", old=old, new=new)


def test_what_only_writes_down_what_became_of_the_keys_is_not_told_of() -> None:
    steps = [ledger("same", 1, 1), RECORD, guard(was=True, will=True), retirement()]

    report = preview_report("prod", {"steps": steps})

    assert "The key stays: version 1" in report
    assert "more resources" not in report


def test_a_guard_that_is_taken_away_is_told_of() -> None:
    steps = [ledger("same", 1, 1), RECORD, guard(was=True, will=False)]

    report = preview_report("prod", {"steps": [*steps, {**retirement(), "op": "same"}]})

    assert "2 more resources</summary>`record` update, `guard` update" in report


def test_a_failed_update_says_that_the_old_key_stays() -> None:
    outputs = {"keyVersion": 1.0, "fingerprint": "a" * 12, "history": [CURRENT], "nextStep": "wait"}

    report = update_report("prod", outputs, succeeded=False)

    assert "**failed**: every step that was not done left the old key" in report
    assert "| 1 | `aaaaaaaaaaaa` | current |" in report
    assert "**What a person must do:** wait." in report


def test_each_kind_of_trouble_is_told_apart() -> None:
    times = {"updatedAt": "1", "remoteUpdatedAt": "1"}
    steps = [
        step(SECRET + "actions-key-a", old=times, new={**times, "remoteUpdatedAt": "2"}),
        step(SECRET + "actions-key-b", old=times, new=None),
        step(SECRET + "actions-key-c", old=times, new=times),
        step(VERSION + "current-v1", old={"versionStages": ["A"]}, new={"versionStages": []}),
        step(VERSION + "vacant", old={"versionStages": ["A"]}, new={"versionStages": []}),
        step(RETIREMENT, old={"currentKey": "works"}, new={"currentKey": "refused"}),
    ]

    assert problems({"steps": steps}) == [
        "`actions-key-a` was overwritten by somebody else",
        "`actions-key-b` is gone",
        "`current-v1` was changed: versionStages",
        "the current key is refused by the Submit API",
    ]


def test_a_refresh_that_failed_is_a_problem_and_no_silence() -> None:
    failed = {"steps": [], "diagnostics": [{"severity": "error", "message": "error: no way in"}]}

    assert problems(failed) == ["no way in"]
