"""The rows of the stand-in aws provider against moto."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import boto3
import grpc
import pytest
from moto.server import ThreadedMotoServer

from sandbox.providers.aws import RESOURCES
from sandbox.providers.aws import provider as aws_provider
from tests.sandbox.providers_engine import Engine, Made, changes, refusal, running

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
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
REGION = "eu-west-1"
NULL_BY_NATURE = {"insecureValue", "inlinePolicies", "tracingConfig", "fifoThroughputScope"}
"""Outputs that the schema promises and that are null unless their input is given."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def engine(endpoint: str) -> Iterator[Engine]:
    services = ("cloudwatch", "iam", "kms", "logs", "s3", "secretsmanager", "sns", "ssm", "sts")
    settings = {
        "region": REGION,
        "accessKey": "a",
        "secretKey": "b",
        "endpoints": json.dumps([dict.fromkeys(services, endpoint)]),
        "skipCredentialsValidation": "true",
        "defaultTags": json.dumps({"tags": {"project": "submit-key"}}),
    }
    with running("aws", settings) as engine:
        yield engine


@pytest.fixture
def secrets_manager(endpoint: str) -> Any:
    return boto3.client(
        "secretsmanager",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )


@pytest.fixture
def secret(engine: Engine) -> Iterator[Made]:
    made = engine.create(SECRET, "store", recoveryWindowInDays=0)
    yield made
    engine.delete(made)


def _labels(client: Any, made: Made) -> dict[str, list[str]]:
    answer = client.list_secret_version_ids(SecretId=made.state["arn"], IncludeDeprecated=True)
    return {each["VersionId"]: sorted(each["VersionStages"]) for each in answer["Versions"]}


@pytest.fixture
def s3(endpoint: str) -> Any:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )
    client.create_bucket(
        Bucket="records",
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    return client


def _resources(engine: Engine) -> Iterator[Made]:
    """One of each resource type, with as few inputs as it takes."""
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
    yield engine.create("aws:iam/rolePolicy:RolePolicy", "p", role=role.id, policy=POLICY)
    yield engine.create(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", role=role.id, policyArn=policy.id
    )
    yield engine.create(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "o",
        url="https://token.actions.githubusercontent.com",
        clientIdLists=["sts.amazonaws.com"],
    )
    group = engine.create("aws:cloudwatch/logGroup:LogGroup", "g", retentionInDays=7)
    yield group
    yield engine.create(
        "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        "f",
        logGroupName=group.id,
        pattern="401",
        metricTransformation={"name": "Refused", "namespace": "Submit", "value": "1"},
    )
    topic = engine.create("aws:sns/topic:Topic", "t", displayName="Alarms")
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
        dimensions={"environment": "prod"},
    )


@pytest.mark.usefixtures("s3")
def test_every_resource_type_is_made_settles_without_a_diff_and_goes(engine: Engine) -> None:
    everything = list(_resources(engine))
    assert {made.token for made in everything} == RESOURCES.keys()

    schema = aws_provider().schema
    for made in everything:
        outputs = schema.resources[made.token].outputs
        required = {name for name, each in outputs.items() if each.required}
        assert required - made.state.keys() <= NULL_BY_NATURE, made.token
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


def test_a_version_keeps_value_labels_and_id_as_the_real_provider_does(
    engine: Engine, secret: Made
) -> None:
    made = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")

    assert made.id == f"{secret.id}|{made.state['versionId']}"
    assert made.state["versionId"].startswith("terraform-")
    assert len(made.state["versionId"]) >= 32
    assert made.state["secretString"] == "one"
    assert made.state["versionStages"] == ["AWSCURRENT"]


def test_a_version_under_its_own_label_does_not_become_current(
    engine: Engine, secret: Made, secrets_manager: Any
) -> None:
    engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    engine.create(VERSION, "v2", secretId=secret.id, secretString="two", versionStages=["KEY-V2"])

    current = secrets_manager.get_secret_value(SecretId=secret.id)["SecretString"]
    candidate = secrets_manager.get_secret_value(SecretId=secret.id, VersionStage="KEY-V2")
    assert (current, candidate["SecretString"]) == ("one", "two")


def test_labels_move_in_place_and_the_old_version_becomes_previous(
    engine: Engine, secret: Made, secrets_manager: Any
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


def test_a_changed_value_replaces(engine: Engine, secret: Made) -> None:
    made = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    diff = engine.diff(made, secretId=secret.id, secretString="two")

    assert list(diff.replaces) == ["secretString"]
    assert not diff.deleteBeforeReplace


def test_deleting_the_current_version_leaves_it_readable(
    engine: Engine, secret: Made, secrets_manager: Any
) -> None:
    made = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    engine.delete(made)

    assert secrets_manager.get_secret_value(SecretId=secret.id)["SecretString"] == "one"


def test_a_replaced_version_stays_readable_as_the_previous_one(
    engine: Engine, secret: Made, secrets_manager: Any
) -> None:
    old = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    engine.create(VERSION, "v1", secretId=secret.id, secretString="two")
    engine.delete(old)

    previous = secrets_manager.get_secret_value(SecretId=secret.id, VersionStage="AWSPREVIOUS")
    assert previous["SecretString"] == "one"


def test_deleting_a_version_removes_the_labels_recorded_for_it(
    engine: Engine, secret: Made, secrets_manager: Any
) -> None:
    engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    inputs = {"secretId": secret.id, "secretString": "two", "versionStages": ["KEY-V2"]}
    made = engine.create(VERSION, "v2", **inputs)
    engine.delete(made)

    assert _labels(secrets_manager, secret).get(made.state["versionId"], []) == []


def test_a_label_that_sits_elsewhere_makes_the_delete_fail(
    engine: Engine, secret: Made, secrets_manager: Any
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
    engine: Engine, secret: Made
) -> None:
    plain = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    engine.create(VERSION, "outside", secretId=secret.id, secretString="two")
    refreshed = engine.refresh(plain)

    assert refreshed is not None
    assert refreshed.state["versionStages"] == ["AWSPREVIOUS"]
    assert not changes(engine.diff(refreshed))


def test_a_label_that_was_asked_for_and_lost_is_a_diff_after_a_refresh(
    engine: Engine, secret: Made
) -> None:
    inputs = {"secretId": secret.id, "secretString": "one", "versionStages": ["AWSCURRENT"]}
    pinned = engine.create(VERSION, "v1", **inputs)
    engine.create(VERSION, "outside", secretId=secret.id, secretString="two")
    refreshed = engine.refresh(pinned)

    assert refreshed is not None
    assert list(engine.diff(refreshed, **inputs).diffs) == ["versionStages"]


def test_a_write_only_value_is_not_in_the_outputs(engine: Engine, secret: Made) -> None:
    inputs = {"secretId": secret.id, "secretStringWo": "one", "secretStringWoVersion": 1}
    made = engine.create(VERSION, "v1", **inputs)
    same = engine.diff(made, **{**inputs, "secretStringWo": "two"})
    raised = engine.diff(made, **{**inputs, "secretStringWoVersion": 2})

    assert made.state["hasSecretStringWo"] is True
    assert "one" not in made.state.values()
    assert not changes(same)
    assert list(raised.replaces) == ["secretStringWoVersion"]


def test_a_binary_value_travels_as_base64(engine: Engine, secret: Made) -> None:
    text = base64.b64encode(b"\x00one").decode()
    made = engine.create(VERSION, "v1", secretId=secret.id, secretBinary=text)

    assert made.state["secretBinary"] == text


def test_a_secret_of_the_same_name_is_refused_in_one_line(engine: Engine) -> None:
    made = engine.create(SECRET, "s", name="taken", recoveryWindowInDays=0)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(SECRET, "s", name="taken")
    engine.delete(made)

    assert refusal(caught.value).startswith(
        "creating Secrets Manager Secret (taken): operation error Secrets Manager: CreateSecret, "
        "ResourceExistsException: "
    )


def test_a_secret_is_updated_in_place(engine: Engine, secret: Made, secrets_manager: Any) -> None:
    inputs = {"recoveryWindowInDays": 0, "name": secret.state["name"]}
    more = {**inputs, "description": "new", "tags": {"team": "keys"}, "policy": POLICY}
    updated = engine.update(secret, **more)
    back = engine.update(updated, **inputs)

    assert updated.state["description"] == "new"
    assert updated.state["tagsAll"] == {"project": "submit-key", "team": "keys"}
    assert updated.state["policy"] == POLICY
    assert not changes(engine.diff(updated))
    assert back.state["tagsAll"] == {"project": "submit-key"}


def test_a_secret_in_its_recovery_window_is_gone(engine: Engine) -> None:
    made = engine.create(SECRET, "s", recoveryWindowInDays=7)
    engine.delete(made)

    assert engine.refresh(made) is None


def test_a_secret_can_be_imported(engine: Engine, secret: Made) -> None:
    imported = engine.imported(SECRET, "store", secret.id)

    assert imported is not None
    assert imported.inputs["name"] == secret.state["name"]


def test_a_policy_change_makes_a_new_version_and_prunes_the_oldest(engine: Engine) -> None:
    made = engine.create("aws:iam/policy:Policy", "p", policy=POLICY)
    for number in range(6):
        changed = POLICY.replace("sts:GetCallerIdentity", f"sts:{number}")
        made = engine.update(made, name=made.state["name"], policy=changed)

    assert "sts:5" in made.state["policy"]
    engine.delete(made)


def test_a_parameter_changes_its_value_in_place(engine: Engine) -> None:
    inputs = {"type": "SecureString", "name": "/key"}
    made = engine.create("aws:ssm/parameter:Parameter", "p", **inputs, value="one")
    assert list(engine.diff(made, **inputs, value="two").replaces) == []
    updated = engine.update(made, **inputs, value="two")

    assert (updated.state["value"], updated.state["version"]) == ("two", 2)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create("aws:ssm/parameter:Parameter", "p", **inputs, value="one")
    assert "ParameterAlreadyExists" in refusal(caught.value)
    engine.delete(updated)


def test_the_functions_answer(engine: Engine, secret: Made) -> None:
    version = engine.create(VERSION, "v1", secretId=secret.id, secretString="one")
    prefix = "aws:index/"

    account = engine.invoke(f"{prefix}getCallerIdentity:getCallerIdentity")["accountId"]
    region = engine.invoke(f"{prefix}getRegion:getRegion")["region"]
    partition = engine.invoke(f"{prefix}getPartition:getPartition")["partition"]
    read = engine.invoke(
        "aws:secretsmanager/getSecretVersion:getSecretVersion",
        secretId=secret.id,
        versionId=version.state["versionId"],
    )
    named = engine.invoke("aws:secretsmanager/getSecret:getSecret", name=secret.state["name"])

    assert (account, region, partition) == ("123456789012", REGION, "aws")
    assert read["secretString"] == "one"
    assert named["arn"] == secret.id
