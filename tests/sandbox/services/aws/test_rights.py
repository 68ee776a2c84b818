"""What a call of the watch needs: the action, on the resource that AWS names."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.services.aws.conftest import Client, User, policy

NEAR = "eu-west-1:123456789012"
UNTIL = "2099-01-01T00:00:00Z"


def allowing(action: str, *resources: str) -> str:
    return policy({"Effect": "Allow", "Action": action, "Resource": list(resources)})


def is_denied(call: Any, **arguments: Any) -> bool:
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException")
    return False


def test_alarms_are_described_with_a_right_on_all_of_them(user: User) -> None:
    mine = user("cloudwatch", allowing("cloudwatch:*", f"arn:aws:cloudwatch:{NEAR}:alarm:mine-*"))

    assert is_denied(mine.describe_alarms, AlarmNames=["mine-1"])
    assert not is_denied(mine.delete_alarms, AlarmNames=["mine-1"])
    assert is_denied(mine.delete_alarms, AlarmNames=["mine-1", "yours"])


def test_alarms_are_described_by_who_may_see_all(user: User) -> None:
    every = user(
        "cloudwatch", allowing("cloudwatch:DescribeAlarms", f"arn:aws:cloudwatch:{NEAR}:alarm:*")
    )

    assert every.describe_alarms(AlarmNames=["mine-1"])["MetricAlarms"] == []


@pytest.mark.parametrize(
    ("service", "arn", "call", "own", "others"),
    [
        (
            "cloudwatch",
            "arn:aws:cloudwatch::123456789012:dashboard/mine",
            "put_dashboard",
            {"DashboardName": "mine", "DashboardBody": "{}"},
            {"DashboardName": "yours", "DashboardBody": "{}"},
        ),
        ("sns", f"arn:aws:sns:{NEAR}:mine", "create_topic", {"Name": "mine"}, {"Name": "yours"}),
        (
            "logs",
            f"arn:aws:logs:{NEAR}:log-group:mine:*",
            "describe_metric_filters",
            {"logGroupName": "mine"},
            {"logGroupName": "yours"},
        ),
    ],
)
def test_a_call_reaches_only_what_the_policy_names(
    user: User, service: str, arn: str, call: str, own: Any, others: Any
) -> None:
    mine = user(service, allowing(f"{service}:*", arn))

    assert not is_denied(getattr(mine, call), **own)
    assert is_denied(getattr(mine, call), **others)


@pytest.mark.parametrize("lacking", ["s3:GetObjectRetention", "s3:PutObjectRetention", None])
def test_a_lock_is_set_and_seen_with_rights_of_its_own(
    client: Client, user: User, lacking: str | None
) -> None:
    where: Any = {"LocationConstraint": "eu-west-1"}
    client("s3").create_bucket(
        Bucket="records", CreateBucketConfiguration=where, ObjectLockEnabledForBucket=True
    )
    names = {"s3:PutObject", "s3:GetObject", "s3:PutObjectRetention", "s3:GetObjectRetention"}
    actions = sorted(names - {lacking})
    document = {"Effect": "Allow", "Action": actions, "Resource": "arn:aws:s3:::records/*"}
    mine, copy = user("s3", policy(document)), {"Bucket": "records", "Key": "a/b 1.json"}
    locked = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": UNTIL}

    denied = is_denied(mine.put_object, **copy, **locked, Body=b"x", ChecksumAlgorithm="SHA256")

    assert denied == (lacking == "s3:PutObjectRetention")
    if not denied:
        sees = lacking is None
        assert ("ObjectLockMode" in mine.head_object(**copy)) == sees
        assert ("ObjectLockRetainUntilDate" in mine.get_object(**copy)) == sees
