"""Which resources the settings of store and access add."""

from __future__ import annotations

import json
from typing import Any

from sandbox.providers.aws.provider import RESOURCES
from tests.conftest import KEY, RecordingEngine, is_secret
from tests.support.declared import make


def test_by_default_nobody_and_no_repository_gets_the_key(engine: RecordingEngine) -> None:
    make(engine)

    assert not engine.of_type("RolePolicyAttachment")
    assert not engine.of_type("ActionsSecret")


def test_a_reader_may_read_the_current_version_of_this_secret_and_nothing_else(
    whole: RecordingEngine,
) -> None:
    secret = "arn:aws:secretsmanager:eu-west-1:123456789012:submit-key-store-secret"
    read, describe = json.loads(whole.made["submit-key-access-reader"].inputs["policy"])[
        "Statement"
    ]
    assert (read["Action"], read["Resource"]) == ("secretsmanager:GetSecretValue", secret)
    assert read["Condition"] == {
        "ForAnyValue:StringEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}
    }
    assert describe == {
        "Sid": "DescribeTheSecret",
        "Effect": "Allow",
        "Action": "secretsmanager:DescribeSecret",
        "Resource": secret,
    }


def store_of_everything() -> dict[str, Any]:
    return {
        "kmsKey": "new",
        "parameter": "/key",
        "baseUrlParameter": "/url",
        "shape": "json",
        "tags": {"team": "print"},
        "replicas": [{"region": "us-east-1"}],
    }


def test_the_json_shape_stores_the_whole_and_proves_the_key_read_back(
    engine: RecordingEngine,
) -> None:
    make(engine, store=store_of_everything())

    whole = json.dumps({"apiKey": KEY, "baseUrl": "https://submit.atomyx.io/api"})
    for name in ("submit-key-store-candidate-v1", "submit-key-store-current-v1"):
        assert is_secret(engine.made[name].inputs["secretString"], whole)
    proved, parameter = "submit-key-proof-v1", "submit-key-store-parameters-key"
    for name, setting in ((proved, "key"), (parameter, "value")):
        assert is_secret(engine.made[name].inputs[setting], KEY)


def test_no_parameter_gets_the_key_before_its_proof(engine: RecordingEngine) -> None:
    make(engine, store=store_of_everything())

    assert "submit-key-store-current-v1" in engine.waits_for("submit-key-store-parameters-key")
    assert "submit-key-store-parameters-key" in engine.waits_for("submit-key-retirement")
    parameter = engine.made["submit-key-store-parameters-key"].inputs
    assert parameter["type"] == "SecureString"
    assert "kms" in engine.made["submit-key-store-encryption-key"].typ
    assert engine.made["submit-key-store-encryption-key"].inputs["enableKeyRotation"] is True


def test_the_sandbox_has_every_resource_type_that_any_settings_make(
    engine: RecordingEngine,
) -> None:
    make(
        engine,
        store=store_of_everything(),
        access={"readers": ["role"], "deploy": {"repository": "acme/x", "branch": "main"}},
    )
    made = {one.typ for one in engine.made.values() if one.typ.startswith("aws:")}

    assert len(made) >= 10
    assert made <= set(RESOURCES)


def test_who_is_listed_reads_and_nobody_else_whatever_other_policies_allow(
    engine: RecordingEngine,
) -> None:
    rotator = "arn:aws:iam::123456789012:role/rotator"
    deploy = {"repository": "acme/x", "branch": "main"}
    make(
        engine,
        access={"readers": ["reader"], "onlyPrincipals": [rotator], "deploy": deploy},
    )

    policy = engine.made["submit-key-access-resource-policy"].inputs
    [_, others] = json.loads(policy["policy"])["Statement"]
    assert policy["blockPublicPolicy"] is True
    assert others["Condition"]["ArnNotEquals"]["aws:PrincipalArn"] == [
        "arn:aws:iam::123456789012:role/app/reader",
        "arn:aws:iam::123456789012:role/submit-key-test-deploy",
        rotator,
    ]
