"""Copies in other regions have the policy and the KMS keys that AWS gives them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.sandbox.services.aws.conftest import NAME, Client

HOME, FAR = "eu-west-1", "eu-central-1"
In = Callable[..., Any]


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def user(client: Client, url: str) -> Iterator[In]:
    """Makes clients of a user with this policy, in any region; IAM is enforced from then on."""

    def of(service: str, document: str, region: str = HOME) -> Any:
        iam = client("iam")
        iam.create_user(UserName="u")
        iam.put_user_policy(UserName="u", PolicyName="own", PolicyDocument=document)
        made = iam.create_access_key(UserName="u")["AccessKey"]
        requests.put(f"{url}/control/enforcement", json=True, timeout=5).raise_for_status()
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=url,
            aws_access_key_id=made["AccessKeyId"],
            aws_secret_access_key=made["SecretAccessKey"],
            config=Config(retries={"total_max_attempts": 1}),
        )

    yield of
    requests.put(f"{url}/control/enforcement", json=False, timeout=5).raise_for_status()


def in_far(url: str, service: str) -> Any:
    known = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}
    return boto3.client(service, region_name=FAR, endpoint_url=url, **known)


@pytest.mark.parametrize("resource", ["*", "the secret at home"])
def test_the_resource_policy_is_copied_word_for_word(
    client: Client, url: str, user: In, resource: str
) -> None:
    store = client("secretsmanager")
    made = store.create_secret(Name=NAME, SecretString="x", AddReplicaRegions=[{"Region": FAR}])
    nobody = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": resource if resource == "*" else made["ARN"],
    }
    store.put_resource_policy(SecretId=NAME, ResourcePolicy=policy(nobody))
    everything = policy({"Effect": "Allow", "Action": "*", "Resource": "*"})
    far = user("secretsmanager", everything, FAR)

    if resource == "*":
        with pytest.raises(ClientError, match="AccessDenied"):
            far.get_secret_value(SecretId=NAME)
    else:
        assert far.get_secret_value(SecretId=NAME)["SecretString"] == "x"


@pytest.mark.parametrize("lacking", ["kms:Encrypt", "kms:GenerateDataKey", None])
def test_a_copy_under_a_key_of_its_region_needs_encrypt_and_generate_data_key(
    client: Client, url: str, user: In, lacking: str | None
) -> None:
    key = in_far(url, "kms").create_key()["KeyMetadata"]["Arn"]
    client("secretsmanager").create_secret(Name=NAME, SecretString="x")
    actions = {"secretsmanager:*", "kms:Encrypt", "kms:GenerateDataKey"} - {lacking}
    mine = user(
        "secretsmanager",
        policy({"Effect": "Allow", "Action": sorted(actions), "Resource": "*"}),
    )
    copy = {"SecretId": NAME, "AddReplicaRegions": [{"Region": FAR, "KmsKeyId": key}]}

    if lacking:
        with pytest.raises(ClientError, match=lacking):
            mine.replicate_secret_to_regions(**copy)
        return
    mine.replicate_secret_to_regions(**copy)
    [told] = mine.describe_secret(SecretId=NAME)["ReplicationStatus"]
    assert (told["Region"], told["KmsKeyId"]) == (FAR, key)
