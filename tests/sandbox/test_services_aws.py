"""boto3, unchanged, sees Secrets Manager as AWS runs it, and the same world after a restart."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.core.base_backend import BackendDict

from sandbox.services.aws import AwsApp, AwsHandler
from sandbox.services.cannot_start import CannotStart
from sandbox.services.serving import HOST, Server
from tests.sandbox.exchangeable import Exchangeable

VALUE = "canary-" + "Qk72Lp"
NAME = "submit/key"

APP = Exchangeable()
Client = Callable[[str], Any]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = Server(APP, handler=AwsHandler)
    yield f"http://{HOST}:{server.port}"
    server.stop()


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[Client]:
    """Makes boto3 clients, each once: making one takes longer than a test does."""
    made: dict[str, Any] = {}

    def of(service: str) -> Any:
        if service not in made:
            made[service] = boto3.client(
                service,
                region_name="eu-west-1",
                endpoint_url=url,
                aws_access_key_id="sandbox",
                aws_secret_access_key="sandbox",
                config=Config(retries={"total_max_attempts": 1}),
            )
        return made[service]

    yield of
    for each in made.values():
        each.close()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """A new world for each test."""
    BackendDict.reset()
    APP.app = AwsApp(tmp_path)
    yield tmp_path
    BackendDict.reset()


@pytest.fixture
def secrets(client: Client) -> Any:
    """Secrets Manager with one secret that has no value yet."""
    client("secretsmanager").create_secret(Name=NAME)
    return client("secretsmanager")


def restart(folder: Path) -> None:
    BackendDict.reset()
    APP.app = AwsApp(folder)


def put(secrets: Any, value: str, *labels: str) -> str:
    more = {"VersionStages": list(labels)} if labels else {}
    return str(secrets.put_secret_value(SecretId=NAME, SecretString=value, **more)["VersionId"])


def labels(secrets: Any) -> dict[str, set[str]]:
    stages = secrets.describe_secret(SecretId=NAME).get("VersionIdsToStages", {})
    return {version: set(held) for version, held in stages.items()}


def current(secrets: Any) -> str:
    return str(secrets.get_secret_value(SecretId=NAME)["SecretString"])


def test_the_first_version_becomes_current_besides_its_own_label(secrets: Any) -> None:
    version = put(secrets, "one", "KEY-V1")

    assert labels(secrets) == {version: {"KEY-V1", "AWSCURRENT"}}
    assert current(secrets) == "one"


def test_a_labelled_version_does_not_move_current(secrets: Any) -> None:
    first, second = put(secrets, "one"), put(secrets, "two", "KEY-V2")

    assert labels(secrets) == {first: {"AWSCURRENT"}, second: {"KEY-V2"}}
    assert current(secrets) == "one"


def test_the_former_current_version_keeps_its_own_label(secrets: Any) -> None:
    first = put(secrets, "one", "KEY-V1", "AWSCURRENT")
    second = put(secrets, "two", "KEY-V2", "AWSCURRENT")

    assert labels(secrets) == {
        first: {"KEY-V1", "AWSPREVIOUS"},
        second: {"KEY-V2", "AWSCURRENT"},
    }


def test_a_label_put_with_current_leaves_its_old_version(secrets: Any) -> None:
    first = put(secrets, "one", "KEY", "AWSCURRENT")
    second = put(secrets, "two", "KEY", "AWSCURRENT")

    assert labels(secrets) == {first: {"AWSPREVIOUS"}, second: {"KEY", "AWSCURRENT"}}


def test_an_update_of_the_secret_moves_current_by_the_same_rule(secrets: Any) -> None:
    first = put(secrets, "one", "KEY-V1")
    second = secrets.update_secret(SecretId=NAME, SecretString="two")["VersionId"]

    assert labels(secrets) == {first: {"KEY-V1", "AWSPREVIOUS"}, second: {"AWSCURRENT"}}
    secrets.update_secret(SecretId=NAME, Description="changed")
    assert current(secrets) == "two"


def test_current_moved_by_hand_is_what_a_reader_gets(secrets: Any) -> None:
    first, second = put(secrets, "one", "KEY-V1"), put(secrets, "two", "KEY-V2")
    secrets.update_secret_version_stage(
        SecretId=NAME,
        VersionStage="AWSCURRENT",
        RemoveFromVersionId=first,
        MoveToVersionId=second,
    )

    assert labels(secrets) == {
        first: {"KEY-V1", "AWSPREVIOUS"},
        second: {"KEY-V2", "AWSCURRENT"},
    }
    assert current(secrets) == "two"


def test_a_label_is_not_removed_from_a_version_that_has_it_not(secrets: Any) -> None:
    first = put(secrets, "one", "KEY-V1")
    put(secrets, "two", "KEY-V2")

    with pytest.raises(ClientError, match="InvalidParameterException"):
        secrets.update_secret_version_stage(
            SecretId=NAME, VersionStage="KEY-V2", RemoveFromVersionId=first
        )


def test_a_version_without_labels_is_deprecated_but_still_readable(secrets: Any) -> None:
    first, second = put(secrets, "one"), put(secrets, "two", "KEY-V2")
    secrets.update_secret_version_stage(
        SecretId=NAME, VersionStage="KEY-V2", RemoveFromVersionId=second
    )

    def listed(**more: Any) -> set[str]:
        versions = secrets.list_secret_version_ids(SecretId=NAME, **more)["Versions"]
        return {each["VersionId"] for each in versions}

    assert set(labels(secrets)) == listed() == {first}
    assert listed(IncludeDeprecated=True) == {first, second}
    assert secrets.get_secret_value(SecretId=NAME, VersionId=second)["SecretString"] == "two"


def test_versions_of_an_unknown_secret_are_not_found(client: Client) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client("secretsmanager").list_secret_version_ids(SecretId="none")


def test_a_token_is_used_once_for_one_value(secrets: Any) -> None:
    token = "t" * 32
    for _ in range(2):
        secrets.put_secret_value(
            SecretId=NAME,
            SecretString="one",
            ClientRequestToken=token,
            VersionStages=["AWSPENDING"],
        )
    with pytest.raises(ClientError, match="ResourceExistsException"):
        secrets.put_secret_value(
            SecretId=NAME,
            SecretString="two",
            ClientRequestToken=token,
            VersionStages=["AWSPENDING"],
        )

    assert current(secrets) == "one"


def test_a_secret_has_at_most_twenty_labels(secrets: Any) -> None:
    for number in range(19):
        put(secrets, "x", f"KEY-V{number}")

    with pytest.raises(ClientError, match="LimitExceededException"):
        put(secrets, "x", "KEY-V19")


def test_a_secret_scheduled_for_deletion_takes_no_value_and_no_successor(secrets: Any) -> None:
    secrets.delete_secret(SecretId=NAME, RecoveryWindowInDays=7)

    with pytest.raises(ClientError, match=r"InvalidRequestException.*marked for deletion"):
        put(secrets, "one")
    with pytest.raises(ClientError, match=r"InvalidRequestException.*scheduled for deletion"):
        secrets.create_secret(Name=NAME)


def test_the_roles_are_there_from_the_start(client: Client) -> None:
    roles = {role["RoleName"]: role for role in client("iam").list_roles()["Roles"]}

    assert set(roles) == {"submit-reader", "submit-worker"}
    assert "ecs-tasks.amazonaws.com" in json.dumps(
        roles["submit-reader"]["AssumeRolePolicyDocument"]
    )


def test_the_world_is_the_same_after_a_restart(secrets: Any, client: Client, folder: Path) -> None:
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

    restart(folder)

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


def test_a_damaged_state_is_named_and_not_thrown_away(folder: Path) -> None:
    (folder / "aws.state").write_bytes(b"damaged")

    with pytest.raises(CannotStart, match=r"aws\.state.*remove it to start afresh"):
        restart(folder)


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
