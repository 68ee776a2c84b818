"""The stand-in aws provider handles secret versions and labels like the real one."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from tests.sandbox.providers.aws.conftest import VERSION
from tests.sandbox.providers.engine_side import EngineSide, Made, changes, refusal


def _labels(client: Any, made: Made) -> dict[str, list[str]]:
    answer = client.list_secret_version_ids(SecretId=made.state["arn"], IncludeDeprecated=True)
    return {each["VersionId"]: sorted(each["VersionStages"]) for each in answer["Versions"]}


def test_a_version_keeps_value_labels_and_id_as_the_real_provider_does(
    engine: EngineSide, secret: Made
) -> None:
    made = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")

    assert made.id == f"{secret.id}|{made.state['versionId']}"
    assert made.state["versionId"].startswith("terraform-")
    assert len(made.state["versionId"]) >= 32
    assert made.state["secretString"] == "one"
    assert made.state["versionStages"] == ["AWSCURRENT"]


def test_a_version_under_its_own_label_does_not_become_current(
    engine: EngineSide, secret: Made, secrets_manager: Any
) -> None:
    engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    engine.create(VERSION, "v2", secretId=secret.id, secretString="two", versionStages=["KEY-V2"])

    current = secrets_manager.get_secret_value(SecretId=secret.id)["SecretString"]
    candidate = secrets_manager.get_secret_value(SecretId=secret.id, VersionStage="KEY-V2")
    assert (current, candidate["SecretString"]) == ("one", "two")


def test_labels_move_in_place_and_the_old_version_becomes_previous(
    engine: EngineSide, secret: Made, secrets_manager: Any
) -> None:
    first = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    inputs = {"secretId": secret.id, "secretString": "two"}
    second = engine.create(VERSION, "v2", **inputs, versionStages=["AWSPENDING"])
    diff = engine.diff(second, **inputs, versionStages=["AWSCURRENT"])
    assert (list(diff.diffs), list(diff.replaces)) == (["versionStages"], [])

    promoted = engine.update(second, **inputs, versionStages=["AWSCURRENT"])

    assert promoted.id == second.id
    assert _labels(secrets_manager, secret) == {
        first.state["versionId"]: ["AWSPREVIOUS"],
        promoted.state["versionId"]: ["AWSCURRENT"],
    }


def test_a_changed_value_replaces(engine: EngineSide, secret: Made) -> None:
    made = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    diff = engine.diff(made, secretId=secret.id, secretString="two")

    assert list(diff.replaces) == ["secretString"]
    assert not diff.deleteBeforeReplace


def test_deleting_the_current_version_leaves_it_readable(
    engine: EngineSide, secret: Made, secrets_manager: Any
) -> None:
    made = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    engine.delete(made)

    assert secrets_manager.get_secret_value(SecretId=secret.id)["SecretString"] == "one"


def test_a_replaced_version_stays_readable_as_the_previous_one(
    engine: EngineSide, secret: Made, secrets_manager: Any
) -> None:
    old = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    engine.create(VERSION, "v1", secretId=secret.id, secretString="two")
    engine.delete(old)

    previous = secrets_manager.get_secret_value(SecretId=secret.id, VersionStage="AWSPREVIOUS")
    assert previous["SecretString"] == "one"


def test_deleting_a_version_removes_the_labels_recorded_for_it(
    engine: EngineSide, secret: Made, secrets_manager: Any
) -> None:
    engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    inputs = {"secretId": secret.id, "secretString": "two", "versionStages": ["KEY-V2"]}
    made = engine.create(VERSION, "v2", **inputs)
    engine.delete(made)

    assert _labels(secrets_manager, secret).get(made.state["versionId"], []) == []


def test_a_label_that_sits_elsewhere_makes_the_delete_fail(
    engine: EngineSide, secret: Made, secrets_manager: Any
) -> None:
    first = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    inputs = {"secretId": secret.id, "secretString": "two", "versionStages": ["KEY-V2"]}
    made = engine.create(VERSION, "v2", **inputs)
    secrets_manager.update_secret_version_stage(
        SecretId=secret.id,
        VersionStage="KEY-V2",
        RemoveFromVersionId=made.state["versionId"],
        MoveToVersionId=first.state["versionId"],
    )

    with pytest.raises(grpc.RpcError) as caught:
        engine.delete(made)
    assert "operation error Secrets Manager: UpdateSecretVersionStage" in refusal(caught.value)


def test_labels_that_nobody_asked_for_are_followed_and_not_fought(
    engine: EngineSide, secret: Made
) -> None:
    plain = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    engine.create(VERSION, "outside", secretId=secret.id, secretString="two")
    refreshed = engine.refresh(plain)

    assert refreshed is not None
    assert refreshed.state["versionStages"] == ["AWSPREVIOUS"]
    assert not changes(engine.diff(refreshed))


def test_a_label_that_was_asked_for_and_lost_is_a_diff_after_a_refresh(
    engine: EngineSide, secret: Made
) -> None:
    inputs = {"secretId": secret.id, "secretString": "one", "versionStages": ["AWSCURRENT"]}
    pinned = engine.create(VERSION, "v1", **inputs)
    engine.create(VERSION, "outside", secretId=secret.id, secretString="two")
    refreshed = engine.refresh(pinned)

    assert refreshed is not None
    assert list(engine.diff(refreshed, **inputs).diffs) == ["versionStages"]
