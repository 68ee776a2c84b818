"""The order of resources, and which of them stay when they leave the program."""

from __future__ import annotations

import re

from tests.components.conftest import CI, THIS, after
from tests.conftest import KEY, RecordingEngine


def test_the_key_is_proved_before_anybody_gets_it(whole: RecordingEngine) -> None:
    for name in (
        "submit-key-store-current-v1",
        "submit-key-access-reader-reader",
        *CI,
        "submit-key-ci-actions-base-url-beta",
    ):
        assert "submit-key-proof-v1" in after(whole, name), f"{name} does not wait for the proof"


def test_the_key_is_written_down_before_it_is_stored_anywhere(whole: RecordingEngine) -> None:
    assert whole.waits_for("submit-key-ledger") == set()
    for name in (
        "submit-key-store-candidate-v1",
        "submit-key-store-current-v1",
        *CI,
        "submit-key-retirement",
    ):
        assert "submit-key-ledger" in after(whole, name)


def test_what_holds_no_key_waits_for_nothing_that_a_rotation_renames(
    whole: RecordingEngine,
) -> None:
    plain = ("Variable", "RepositoryEnvironment", "CiWithdrawal")
    names = [name for name, made in whole.made.items() if made.typ.endswith(plain)]
    assert len(names) >= 4
    for name in names:
        assert not re.findall(r"\S+-v\d", " ".join(whole.waits_for(name))), name


def test_former_keys_are_retired_after_every_store_and_reader(whole: RecordingEngine) -> None:
    stores = {"submit-key-store-current-v1", "submit-key-access-reader-worker", *CI}
    assert stores <= whole.waits_for("submit-key-retirement")


def test_a_destroy_passes_the_guard_before_anything_is_removed(whole: RecordingEngine) -> None:
    removed = {name for name, each in whole.requests.items() if each.custom}
    behind = {"submit-key-guard", "submit-key-verdict"} | set(
        whole.requests["submit-key"].dependencies
    )
    assert removed - behind <= after(whole, "submit-key-guard")


def test_a_guard_stands_before_any_key_becomes_current_and_the_store_outlives_it(
    whole: RecordingEngine,
) -> None:
    assert "submit-key-store-guard" in whole.waits_for("submit-key-store-current-v1")
    assert {
        "submit-key-store-secret",
        "submit-key-store-candidate-v1",
        "submit-key-proof-v1",
        "submit-key-ledger",
    } <= after(whole, "submit-key-store-guard")


def test_an_update_fails_for_a_breach_only_after_all_else_is_done(whole: RecordingEngine) -> None:
    assert {
        "submit-key-guard",
        "submit-key-watch-record",
        "submit-key-watch-archive-json",
        "submit-key-retirement",
    } <= after(whole, "submit-key-verdict")


def test_a_version_that_comes_back_is_made_current_anew(whole: RecordingEngine) -> None:
    assert whole.requests["submit-key-store-current-v1"].HasField("replacement_trigger")


def test_the_last_update_is_read_before_anything_else_runs(whole: RecordingEngine) -> None:
    assert whole.read_before[THIS] <= {"submit-key-test"}, "only the stack itself"


def test_nobody_has_access_before_the_first_version_is_current(whole: RecordingEngine) -> None:
    attachments = whole.of_type("RolePolicyAttachment")
    assert {"submit-key-access-reader-reader", "submit-key-access-reader-worker"} == set(
        attachments
    )
    for name in (*attachments, *whole.of_type("ActionsSecret")):
        assert "submit-key-store-current-v1" in whole.waits_for(name)


def test_a_version_that_is_no_key_takes_the_first_place(whole: RecordingEngine) -> None:
    assert "submit-key-store-vacant" in whole.waits_for("submit-key-store-candidate-v1")
    assert whole.made["submit-key-store-vacant"].inputs["secretString"] != KEY


def test_a_candidate_is_deleted_before_it_is_made_again(whole: RecordingEngine) -> None:
    assert whole.requests["submit-key-store-candidate-v1"].deleteBeforeReplace


def test_a_former_current_version_just_leaves_the_stack(whole: RecordingEngine) -> None:
    assert whole.requests["submit-key-store-current-v1"].retainOnDelete


def test_labels_that_aws_moves_by_itself_are_no_change(whole: RecordingEngine) -> None:
    assert list(whole.requests["submit-key-store-vacant"].ignoreChanges) == ["versionStages"]
