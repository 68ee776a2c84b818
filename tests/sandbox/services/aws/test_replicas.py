"""Copies in other regions have the policy and the KMS keys that AWS gives them."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.sandbox.services.aws.conftest import NAME, Client, User, policy

FAR = "eu-central-1"


def in_far(url: str, service: str) -> Any:
    known = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}
    return boto3.client(service, region_name=FAR, endpoint_url=url, **known)


@pytest.mark.parametrize("resource", ["*", "the secret at home"])
def test_the_resource_policy_is_copied_word_for_word(
    client: Client, url: str, user: User, resource: str
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
    client: Client, url: str, user: User, lacking: str | None
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
