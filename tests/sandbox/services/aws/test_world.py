"""The data of the stand-in of AWS survives a restart; its calls can be made to fail."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from sandbox.services.cannot_start import CannotStart
from tests.sandbox.exchangeable import Exchangeable
from tests.sandbox.services.aws.conftest import NAME, VALUE, Client, current, labels, put, start


def test_the_roles_are_there_from_the_start(client: Client) -> None:
    roles = {role["RoleName"]: role for role in client("iam").list_roles()["Roles"]}

    assert set(roles) == {"submit-reader", "submit-worker"}
    assert "ecs-tasks.amazonaws.com" in json.dumps(
        roles["submit-reader"]["AssumeRolePolicyDocument"]
    )


def test_the_world_is_the_same_after_a_restart(
    secrets: Any, client: Client, folder: Path, aws: Exchangeable
) -> None:
    first, second = put(secrets, "one", "KEY-V1"), put(secrets, VALUE, "AWSCURRENT")
    before = labels(secrets)
    arn = secrets.describe_secret(SecretId=NAME)["ARN"]
    key = client("kms").create_key()["KeyMetadata"]["KeyId"]
    signing = client("kms").create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    sealed = client("kms").encrypt(KeyId=key, Plaintext=b"text")["CiphertextBlob"]
    client("ssm").put_parameter(Name="/submit/key", Value=VALUE, Type="SecureString")
    topic = client("sns").create_topic(Name="alarm")["TopicArn"]
    client("logs").create_log_group(logGroupName="submit")
    client("cloudwatch").put_metric_alarm(
        AlarmName="failed",
        Namespace="submit",
        MetricName="failed",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        Statistic="Sum",
        ComparisonOperator="GreaterThanThreshold",
    )
    client("events").put_rule(Name="daily", ScheduleExpression="rate(1 day)")
    client("iam").delete_role(RoleName="submit-worker")

    start(aws, folder)

    assert labels(secrets) == before == {first: {"KEY-V1", "AWSPREVIOUS"}, second: {"AWSCURRENT"}}
    assert current(secrets) == VALUE
    assert secrets.describe_secret(SecretId=NAME)["ARN"] == arn
    assert client("kms").decrypt(CiphertextBlob=sealed)["Plaintext"] == b"text"
    assert client("kms").get_public_key(KeyId=signing["KeyMetadata"]["KeyId"])["PublicKey"]
    parameter = client("ssm").get_parameter(Name="/submit/key", WithDecryption=True)
    assert parameter["Parameter"]["Value"] == VALUE
    assert [each["TopicArn"] for each in client("sns").list_topics()["Topics"]] == [topic]
    assert client("logs").describe_log_groups()["logGroups"][0]["logGroupName"] == "submit"
    assert client("cloudwatch").describe_alarms()["MetricAlarms"][0]["AlarmName"] == "failed"
    assert client("events").list_rules()["Rules"][0]["Name"] == "daily"
    assert [each["RoleName"] for each in client("iam").list_roles()["Roles"]] == ["submit-reader"]
    put(secrets, "three", "KEY-V3")
    assert current(secrets) == VALUE


def test_no_file_holds_a_value_and_only_the_owner_reads_the_key(secrets: Any, folder: Path) -> None:
    put(secrets, VALUE)

    assert all(VALUE.encode() not in file.read_bytes() for file in folder.iterdir())
    assert stat.S_IMODE((folder / "aws.key").stat().st_mode) == 0o600


def test_a_damaged_state_is_named_and_not_thrown_away(folder: Path, aws: Exchangeable) -> None:
    (folder / "aws.state").write_bytes(b"damaged")

    with pytest.raises(CannotStart, match=r"aws\.state.*remove it to start afresh"):
        start(aws, folder)


def test_an_operation_is_refused_on_demand(secrets: Any, client: Client, url: str) -> None:
    def fault(document: Any) -> int:
        return requests.put(f"{url}/control/faults", json=document, timeout=5).status_code

    wrong = {"operation": "PutSecretValue", "status": 400, "code": "LimitExceededException"}
    assert fault({**wrong, "skip": 1, "times": 1}) == 204
    put(secrets, "one")
    with pytest.raises(ClientError, match=r"LimitExceededException.*refused on demand"):
        put(secrets, "two")
    put(secrets, "three")

    assert fault({"operation": "GetCallerIdentity", "code": "Throttling"}) == 204
    with pytest.raises(ClientError, match=r"Throttling.*refused on demand"):
        client("sts").get_caller_identity()
    assert fault({}) == 204
    assert client("sts").get_caller_identity()["Account"] == "123456789012"
    assert [fault({"status": 500}), fault({"operation": "X", "status": 200})] == [400, 400]


def test_calls_are_recorded_without_what_they_carry(secrets: Any, client: Client, url: str) -> None:
    put(secrets, VALUE)
    client("sts").get_caller_identity()

    text = requests.get(f"{url}/control/requests", timeout=5).text
    records = [json.loads(line) for line in text.splitlines()]
    assert [(each["service"], each["operation"], each["status"]) for each in records] == [
        ("secretsmanager", "CreateSecret", 200),
        ("secretsmanager", "PutSecretValue", 200),
        ("sts", "GetCallerIdentity", 200),
    ]
    assert VALUE not in text


def test_motos_own_pages_are_closed(url: str) -> None:
    for path in ("/moto-api/data.json", "/moto-api/", "/control/nothing"):
        assert requests.get(f"{url}{path}", timeout=5).status_code == 404
    assert requests.post(f"{url}/moto-api/reset", timeout=5).status_code == 404
