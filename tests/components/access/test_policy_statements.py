"""What each policy allows: who may read, who may rotate, who is trusted; and its size."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from components.access.limits import refuse_misplaced
from components.access.reader_policy import reader_policy
from components.access.resource_policy import resource_policy
from components.access.rotator_policy import rotator_policy
from components.access.scope import readable, rotated
from components.access.settings import AccessSettings
from components.access.trust_policy import ISSUER, audience, subject, trust_policy
from components.aws.arn import Arn
from components.refusal import Refusal
from components.store.kms_policy import key_policy
from components.store.settings import StoreSettings
from sandbox.services.aws.policy import Principal, Right, decides
from tests.support.policy_documents import ACCOUNT, KEY_ID, listed, secret, statements


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_a_reader_decrypts_only_through_the_store_and_only_this_secret(
    region: str, partition: str, suffix: str
) -> None:
    key = f"arn:{partition}:kms:{region}:{ACCOUNT}:{KEY_ID}"
    store = StoreSettings(name="x", kms_key=key, parameter="/app/key")

    policy = reader_policy(readable(store, secret(region), key))

    through = {each["Sid"]: each for each in statements(policy)}
    assert through["Decrypt1"]["Action"] == "kms:Decrypt"
    assert through["Decrypt1"]["Resource"] == key
    assert through["Decrypt1"]["Condition"] == {
        "StringEquals": {
            "kms:ViaService": f"secretsmanager.{region}.{suffix}",
            "kms:EncryptionContext:SecretARN": secret(region),
        }
    }
    parameter = f"arn:{partition}:ssm:{region}:{ACCOUNT}:parameter/app/key"
    assert through["ReadTheParameters"]["Resource"] == parameter
    assert through["DecryptTheParameter"]["Condition"]["StringEquals"] == {
        "kms:ViaService": f"ssm.{region}.{suffix}",
        "kms:EncryptionContext:PARAMETER_ARN": parameter,
    }


def test_a_replica_is_read_by_its_own_arn_and_key() -> None:
    key = f"arn:aws:kms:eu-central-1:{ACCOUNT}:{KEY_ID}"
    replicas = ({"region": "eu-central-1", "kmsKeyArn": key},)
    store = StoreSettings.model_validate({"name": "x", "replicas": replicas})

    read, describe, decrypt = statements(reader_policy(readable(store, secret(), None)))

    assert read["Resource"] == describe["Resource"] == [secret(), secret("eu-central-1")]
    context = decrypt["Condition"]["StringEquals"]
    assert context["kms:EncryptionContext:SecretARN"] == secret("eu-central-1")
    assert context["kms:ViaService"] == "secretsmanager.eu-central-1.amazonaws.com"


def test_the_resource_policy_only_denies_and_never_the_way_back() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/x"

    tls, others = statements(resource_policy([role]))

    assert {tls["Effect"], others["Effect"]} == {"Deny"}
    assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert others["Action"] == "secretsmanager:GetSecretValue"
    assert tls["Resource"] == others["Resource"] == "*", "an ARN of the secret binds no replica"
    assert others["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": role}}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"environment": "production", "branch": None}, "repo:acme/alpha:environment:production"),
        ({"environment": None, "branch": "main"}, "repo:acme/alpha:ref:refs/heads/main"),
    ],
)
def test_one_exact_subject_is_trusted(place: dict[str, str | None], expected: str) -> None:
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"

    [trust] = statements(trust_policy(provider, subject("acme/alpha", **place)))

    assert trust["Principal"] == {"Federated": provider}
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trust["Condition"] == {
        "StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": expected}
    }
    assert audience("aws-cn") == "sts.amazonaws.com.cn"


def test_the_rotator_may_only_look_at_itself() -> None:
    deploy = {"repository": "acme/alpha", "branch": "main"}
    access = AccessSettings.model_validate({"deploy": deploy})
    store = StoreSettings(name="x")
    found = readable(store, secret(), None)

    policy = rotator_policy(rotated("submit-key-prod", store, access.deploy, [], found))

    own = ("submit-key-prod-deploy", "submit-key-prod-rotator", ISSUER)
    for statement in statements(policy):
        if any(name in json.dumps(statement["Resource"]) for name in own):
            verbs = {action.split(":")[1] for action in listed(statement["Action"])}
            assert all(verb.startswith(("Get", "List")) for verb in verbs), verbs


def test_a_key_works_through_the_stores_only_whoever_asks() -> None:
    made = Arn.parse(secret().removesuffix("-AbCdEf"))

    administer, use = statements(key_policy(made))

    assert not {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"} & set(administer["Action"])
    assert use["Condition"]["StringEquals"] == {
        "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"
    }


MANY: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "replicas": (
        {"name": "n" * 300, "replicas": [{"region": f"eu-west-{n}"} for n in range(2, 10)]},
        {},
        "store.replicas: makes a reader policy of",
    ),
    "readers": (
        {"name": "x"},
        {"readers": [f"{number:064}" for number in range(60)]},
        "access.readers: makes a rotator policy of",
    ),
    "principals": (
        {"name": "x"},
        {"onlyPrincipals": [f"arn:aws:iam::{ACCOUNT}:role/{n:064}" for n in range(250)]},
        "access.onlyPrincipals: makes a resource policy of",
    ),
}


@pytest.mark.parametrize(("store", "access", "words"), MANY.values(), ids=MANY)
def test_settings_whose_policy_would_be_too_long_are_refused(
    store: dict[str, Any], access: dict[str, Any], words: str
) -> None:
    given_store = StoreSettings.model_validate(store)
    given_access = AccessSettings.model_validate(access)

    with pytest.raises(Refusal, match=words):
        refuse_misplaced(given_store, given_access, "eu-west-1")


@pytest.mark.parametrize("region", ["eu-west-1", "eu-central-1"])
def test_the_resource_policy_binds_the_secret_and_each_replica(region: str) -> None:
    policy = list(statements(resource_policy([f"arn:aws:iam::{ACCOUNT}:role/x"])))
    stranger = Principal(arn=f"arn:aws:iam::{ACCOUNT}:role/y", account=ACCOUNT)
    read = "secretsmanager:GetSecretValue"
    said = {"aws:principalarn": [stranger.arn], "aws:securetransport": ["true"]}
    asked = Right(action=read, resource=secret(region), context=said)
    in_clear = replace(asked, context={**said, "aws:securetransport": ["false"]})

    assert decides(policy, asked, stranger) is False
    assert decides(policy[:1], asked, stranger) is None
    assert decides(policy[:1], in_clear, stranger) is False
