"""Each resource type of the stand-in aws provider, tested with moto."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import grpc
import pytest

from sandbox.providers.aws.provider import RESOURCES
from sandbox.providers.aws.provider import provider as aws_provider
from tests.sandbox.providers.aws.conftest import HERE, REGION, SECRET, VERSION
from tests.sandbox.providers.engine_side import EngineSide, Made, changes, refusal

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}],
    }
)
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
NULL_BY_NATURE = {"insecureValue"}
"""Outputs that the schema calls required, but that are null unless their input is given."""


@pytest.fixture
def s3(endpoint: str) -> Any:
    client = boto3.client("s3", endpoint_url=endpoint, **HERE)
    client.create_bucket(
        Bucket="records",
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    return client


@pytest.fixture
def log_group(endpoint: str) -> None:
    boto3.client("logs", endpoint_url=endpoint, **HERE).create_log_group(logGroupName="integration")


def _resources(engine: EngineSide) -> Iterator[Made]:
    """One of each resource type, with as few inputs as possible."""
    yield engine.create(
        "aws:s3/bucketObjectv2:BucketObjectv2", "o", bucket="records", key="k", content="x"
    )
    yield engine.create(
        "aws:cloudwatch/dashboard:Dashboard",
        "d",
        dashboardName="d",
        dashboardBody=json.dumps({"widgets": []}),
    )
    secret = engine.create(SECRET, "s", tags={"a": "b"})
    yield secret
    yield engine.create(VERSION, "v", secretId=secret.id, secretString="x")
    yield engine.create(
        "aws:secretsmanager/secretPolicy:SecretPolicy", "p", secretArn=secret.id, policy=POLICY
    )
    yield engine.create("aws:ssm/parameter:Parameter", "p", type="SecureString", value="x")
    key = engine.create("aws:kms/key:Key", "k", enableKeyRotation=True, tags={"a": "b"})
    yield key
    yield engine.create("aws:kms/alias:Alias", "a", targetKeyId=key.state["arn"])
    policy = engine.create("aws:iam/policy:Policy", "p", policy=POLICY, description="d")
    yield policy
    role = engine.create("aws:iam/role:Role", "r", assumeRolePolicy=TRUST)
    yield role
    yield engine.create(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", role=role.id, policyArn=policy.id
    )
    yield engine.create(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "o",
        url="https://token.actions.githubusercontent.com",
        clientIdLists=["sts.amazonaws.com"],
    )
    yield engine.create(
        "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        "f",
        logGroupName="integration",
        pattern="401",
        metricTransformation={"name": "Refused", "namespace": "Submit", "value": "1"},
    )
    topic = engine.create("aws:sns/topic:Topic", "t", tags={"a": "b"})
    yield topic
    yield engine.create(
        "aws:sns/topicSubscription:TopicSubscription",
        "s",
        topic=topic.id,
        protocol="email",
        endpoint="a@example.com",
    )
    yield engine.create(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "a",
        comparisonOperator="GreaterThanThreshold",
        evaluationPeriods=1,
        threshold=0,
        metricName="Refused",
        namespace="Submit",
        period=60,
        statistic="Sum",
        alarmActions=[topic.id],
    )


@pytest.mark.usefixtures("s3", "log_group")
def test_every_resource_type_is_made_settles_without_a_diff_and_goes(engine: EngineSide) -> None:
    everything = list(_resources(engine))
    assert {made.token for made in everything} == RESOURCES.keys()

    schema = aws_provider().schema
    for made in everything:
        outputs = schema.resources[made.token].outputs
        computed = schema.resources[made.token].computed
        assert computed - made.state.keys() <= NULL_BY_NATURE, made.token
        assert made.state.keys() <= outputs.keys(), made.token
        assert not changes(engine.diff(made)), (made.token, engine.diff(made).diffs)
        refreshed = engine.refresh(made)
        assert refreshed is not None, made.token
        assert not changes(engine.diff(refreshed)), (made.token, engine.diff(refreshed).diffs)
        assert refreshed.inputs == made.inputs, made.token
    for made in reversed(everything):
        engine.delete(made)
        if made.token not in (VERSION, "aws:sns/topicSubscription:TopicSubscription"):
            assert engine.refresh(made) is None, made.token


def test_a_secret_of_the_same_name_is_refused_in_one_line(engine: EngineSide) -> None:
    made = engine.create(SECRET, "s", name="taken", recoveryWindowInDays=0)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(SECRET, "s", name="taken")
    engine.delete(made)

    assert refusal(caught.value).startswith(
        "creating Secrets Manager Secret (taken): operation error Secrets Manager: CreateSecret, "
        "ResourceExistsException: "
    )


def test_a_secret_is_updated_in_place(
    engine: EngineSide, secret: Made, secrets_manager: Any
) -> None:
    inputs = {"recoveryWindowInDays": 0, "name": secret.state["name"]}
    more = {**inputs, "description": "new", "tags": {"team": "keys"}}
    updated = engine.update(secret, **more)
    back = engine.update(updated, **inputs)

    assert updated.state["description"] == "new"
    assert updated.state["tagsAll"] == {"project": "submit-key", "team": "keys"}
    assert not changes(engine.diff(updated))
    assert back.state["tagsAll"] == {"project": "submit-key"}


def test_a_secret_in_its_recovery_window_is_gone(engine: EngineSide) -> None:
    made = engine.create(SECRET, "s", recoveryWindowInDays=7)
    engine.delete(made)

    assert engine.refresh(made) is None


def test_a_secret_can_be_imported(engine: EngineSide, secret: Made) -> None:
    imported = engine.imported(SECRET, "store", secret.id)

    assert imported is not None
    assert imported.inputs["name"] == secret.state["name"]


def test_a_policy_change_makes_a_new_version_and_prunes_the_oldest(engine: EngineSide) -> None:
    made = engine.create("aws:iam/policy:Policy", "p", policy=POLICY)
    for number in range(6):
        changed = POLICY.replace("sts:GetCallerIdentity", f"sts:{number}")
        made = engine.update(made, name=made.state["name"], policy=changed)

    assert "sts:5" in made.state["policy"]
    engine.delete(made)


@pytest.mark.parametrize(
    ("token", "given"),
    [
        ("aws:sns/topic:Topic", {"name": "submit.key"}),
        (
            "aws:cloudwatch/dashboard:Dashboard",
            {"dashboardName": "submit.key", "dashboardBody": "{}"},
        ),
    ],
)
def test_a_name_with_a_dot_is_refused_before_anything_is_made(
    engine: EngineSide, token: str, given: dict[str, str]
) -> None:
    _, failures = engine.check(token, "n", **given)

    assert list(failures) == [next(iter(given))]


def test_a_role_s_sessions_get_longer_in_place(engine: EngineSide) -> None:
    inputs = {"assumeRolePolicy": TRUST, "name": "deployer", "description": "Deploys"}
    made = engine.create("aws:iam/role:Role", "r", **inputs)
    assert made.state["maxSessionDuration"] == 3600
    assert list(engine.diff(made, **inputs, maxSessionDuration=7200).replaces) == []
    updated = engine.update(made, **inputs, maxSessionDuration=7200)

    assert updated.state["maxSessionDuration"] == 7200
    engine.delete(updated)


def test_a_parameter_changes_its_value_in_place(engine: EngineSide) -> None:
    inputs = {"type": "SecureString", "name": "/key"}
    made = engine.create("aws:ssm/parameter:Parameter", "p", **inputs, value="one")
    assert list(engine.diff(made, **inputs, value="two").replaces) == []
    updated = engine.update(made, **inputs, value="two")

    assert (updated.state["value"], updated.state["version"]) == ("two", 2)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create("aws:ssm/parameter:Parameter", "p", **inputs, value="one")
    assert "ParameterAlreadyExists" in refusal(caught.value)
    engine.delete(updated)


def test_the_functions_answer(engine: EngineSide, secret: Made) -> None:
    version = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    prefix = "aws:index/"

    account = engine.invoke(f"{prefix}getCallerIdentity:getCallerIdentity")["accountId"]
    region = engine.invoke(f"{prefix}getRegion:getRegion")["region"]
    read = engine.invoke(
        "aws:secretsmanager/getSecretVersion:getSecretVersion",
        secretId=secret.id,
        versionId=version.state["versionId"],
    )

    assert (account, region) == ("123456789012", REGION)
    assert read["secretString"] == "one"
