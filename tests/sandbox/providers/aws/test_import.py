"""Import of an existing resource needs only its id, as with the real aws provider."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from tests.sandbox.providers.aws.conftest import SECRET, VERSION
from tests.sandbox.providers.engine_side import EngineSide, Made, changes, refusal

POLICY = '{"Version": "2012-10-17", "Statement": []}'
SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
PARAMETER = "aws:ssm/parameter:Parameter"


def imported(engine: EngineSide, made: Made) -> Made:
    found = engine.imported(made.token, made.name, made.id)
    assert found is not None
    assert found.id == made.id
    return found


def test_a_secret_is_imported_with_its_key_its_tags_and_its_copies(engine: EngineSide) -> None:
    inputs: dict[str, Any] = {
        "name": "adopted",
        "description": "theirs",
        "kmsKeyId": "alias/theirs",
        "tags": {"team": "keys"},
        "replicas": [{"region": "us-east-1"}],
    }
    made = engine.create(SECRET, "s", **inputs, recoveryWindowInDays=0)
    found = imported(engine, made)

    assert {name: found.inputs[name] for name in inputs if name != "replicas"} == {
        name: value for name, value in inputs.items() if name != "replicas"
    }
    assert [each["region"] for each in found.inputs["replicas"]] == ["us-east-1"]
    assert "recoveryWindowInDays" not in found.inputs
    # AWS does not store the recovery window before a deletion, so the first update sets it.
    assert list(engine.diff(found, **inputs).diffs) == ["recoveryWindowInDays"]
    engine.delete(made)


def test_another_copy_of_a_secret_is_a_change(engine: EngineSide) -> None:
    inputs: dict[str, Any] = {"name": "copied", "recoveryWindowInDays": 0}
    made = engine.create(SECRET, "s", **inputs, replicas=[{"region": "us-east-1"}])
    more = [{"region": "us-east-1"}, {"region": "us-east-2"}]

    assert not changes(engine.diff(made, **inputs, replicas=[{"region": "us-east-1"}]))
    assert list(engine.diff(made, **inputs, replicas=more).diffs) == ["replicas"]
    updated = engine.update(made, **inputs, replicas=more)
    assert {each["region"] for each in updated.state["replicas"]} == {"us-east-1", "us-east-2"}
    fewer = engine.update(updated, **inputs, replicas=more[1:])
    assert [each["region"] for each in fewer.state["replicas"]] == ["us-east-2"]
    keyed = [{"region": "us-east-2", "kmsKeyId": "alias/mine"}]
    [copy] = engine.update(fewer, **inputs, replicas=keyed).state["replicas"]
    assert copy["region"] == "us-east-2"
    engine.delete(fewer)


def test_a_topic_that_exists_is_not_taken_over(engine: EngineSide) -> None:
    made = engine.create("aws:sns/topic:Topic", "t", name="alarms")
    with pytest.raises(grpc.RpcError) as caught:
        engine.create("aws:sns/topic:Topic", "t", name="alarms")
    engine.delete(made)

    assert refusal(caught.value) == "creating SNS Topic (alarms): already exists"


def test_a_version_is_imported_with_its_value_and_labels(engine: EngineSide, secret: Made) -> None:
    inputs = {"secretId": secret.id, "secretString": "one", "versionStages": ["AWSCURRENT"]}
    made = engine.create(VERSION, "v1", **inputs)
    found = imported(engine, made)

    assert {name: found.inputs[name] for name in inputs} == inputs
    assert found.state == made.state
    assert not changes(engine.diff(found, **inputs))


def test_a_secrets_policy_is_imported(engine: EngineSide, secret: Made) -> None:
    inputs = {"secretArn": secret.id, "policy": POLICY}
    found = imported(engine, engine.create(SECRET_POLICY, "p", **inputs))

    assert not changes(engine.diff(found, **inputs))


def test_a_parameter_is_imported_with_its_value(engine: EngineSide) -> None:
    inputs = {"name": "/adopted", "type": "SecureString", "tier": "Standard", "value": "one"}
    made = engine.create(PARAMETER, "p", **inputs)
    found = imported(engine, made)

    assert found.state == made.state
    assert not changes(engine.diff(found, **inputs))
    engine.delete(made)


def test_an_imported_parameter_in_clear_is_a_secret_until_an_update_says_otherwise(
    engine: EngineSide,
) -> None:
    inputs = {"name": "/adopted", "type": "String", "insecureValue": "one"}
    made = engine.create(PARAMETER, "p", **inputs)
    found = imported(engine, made)
    diff = engine.diff(found, **inputs)
    updated = engine.update(found, **inputs)

    assert (found.state["value"], "insecureValue" in found.state) == ("one", False)
    assert (list(diff.diffs), list(diff.replaces)) == (["insecureValue"], [])
    assert (updated.state["insecureValue"], "value" in updated.state) == ("one", False)
    engine.delete(updated)


def test_what_is_not_there_cannot_be_imported(engine: EngineSide, secret: Made) -> None:
    for token, id_ in (
        (SECRET, f"{secret.id}x"),
        (VERSION, f"{secret.id}|{'0' * 32}"),
        (SECRET_POLICY, f"{secret.id}x"),
        (PARAMETER, "/nowhere"),
    ):
        assert engine.imported(token, "n", id_) is None, token
