"""Bucket policies count as at AWS, except for denials of requests without TLS."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.deploy_policy import bucket_policy
from bootstrap.plan import Plan
from sandbox.services.aws.app import ACCOUNT
from tests.sandbox.services.aws.conftest import Client

PLAN = Plan(name="staging", account=ACCOUNT, region="eu-west-1", repository="acme/infra")
BUCKET = PLAN.state_bucket


@pytest.fixture
def s3(client: Client) -> Any:
    """S3 with the bucket of a bootstrap in it."""
    where: Any = {"LocationConstraint": "eu-west-1"}
    client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    return client("s3")


def write(s3: Any, key: str) -> str:
    """Write and read an object; return its text, or the status of the refusal."""
    try:
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"text")
        return str(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().decode())
    except ClientError as error:
        return str(error.response["ResponseMetadata"]["HTTPStatusCode"])


def test_a_bucket_of_a_bootstrap_is_used_as_over_tls(s3: Any) -> None:
    assert write(s3, "before") == "text"

    s3.put_bucket_policy(Bucket=BUCKET, Policy=bucket_policy(PLAN))

    assert write(s3, "after") == "text"


@pytest.mark.parametrize("is_list", [True, False])
def test_every_other_denial_of_a_bucket_s_policy_counts(s3: Any, is_list: bool) -> None:
    [plain] = json.loads(bucket_policy(PLAN))["Statement"]
    denied = {
        "Sid": "NothingHere",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/closed/*",
    }
    statement = [plain, denied] if is_list else denied
    policy = {"Version": "2012-10-17", "Statement": statement}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))

    assert write(s3, "closed/key") == "403"
    assert write(s3, "open/key") == "text"


def test_a_lock_in_compliance_mode_only_gets_longer(client: Client) -> None:
    where: Any = {"LocationConstraint": "eu-west-1"}
    s3 = client("s3")
    s3.create_bucket(
        Bucket="records", CreateBucketConfiguration=where, ObjectLockEnabledForBucket=True
    )
    s3.put_object(
        Bucket="records",
        Key="a",
        Body=b"x",
        ChecksumAlgorithm="SHA256",
        ObjectLockMode="COMPLIANCE",
        ObjectLockRetainUntilDate="2099-01-01T00:00:00Z",
    )

    def lock(mode: str, year: int) -> None:
        until: Any = f"{year}-01-01T00:00:00Z"
        s3.put_object_retention(
            Bucket="records",
            Key="a",
            Retention={"Mode": mode, "RetainUntilDate": until},
            BypassGovernanceRetention=True,
        )

    lock("COMPLIANCE", 2100)
    for mode, year in (("COMPLIANCE", 2099), ("GOVERNANCE", 2101)):
        with pytest.raises(ClientError, match="AccessDenied"):
            lock(mode, year)
