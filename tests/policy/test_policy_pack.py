"""The policy pack accepts what the program registers, and finds what is forbidden."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from pulumi.runtime import rpc

from policy.grant_rules import IDENTITY_POLICIES, SECRET_POLICIES, public_access, wildcards
from policy.key_rules import PARAMETER, STACK, STORES, Registered, misplaced_keys
from records import resource_types
from tests.conftest import KEY, RecordingEngine
from tests.support.declared import ALL, make

HOLDER = Registered(
    type="aws:secretsmanager/secretVersion:SecretVersion",
    name="candidate-v1",
    properties={"secretString": KEY},
)
SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf"


def plain(value: Any) -> Any:
    """Registered inputs with secrets in plain text, as a policy sees them."""
    if isinstance(value, Mapping):
        if rpc._special_sig_key in value:
            return plain(value["value"])
        return {name: plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def registered(engine: RecordingEngine) -> list[Registered]:
    made = [
        Registered(type=one.typ, name=name, urn=name, properties=plain(one.inputs))
        for name, one in engine.made.items()
    ]
    return [*made, Registered(type=STACK, name="test", properties=plain(engine.outputs))]


EVERYTHING: dict[str, Any] = {
    **ALL,
    "store": {"kmsKey": "new", "parameter": "/key", "baseUrlParameter": "/url"},
}
JSON = {**EVERYTHING, "store": {**EVERYTHING["store"], "shape": "json"}}


def test_a_store_of_our_own_is_known_by_the_type_that_we_register() -> None:
    ours = {type_ for type_ in STORES if type_.startswith("pulumi-python:")}

    assert ours
    assert ours <= set(map(str, vars(resource_types).values()))


@pytest.mark.parametrize("settings", [{}, EVERYTHING, JSON], ids=["plain", "everything", "json"])
def test_the_product_follows_its_own_rules(
    engine: RecordingEngine, settings: dict[str, Any]
) -> None:
    make(engine, **settings)

    resources = registered(engine)

    assert [one for one in resources if KEY in str(one.properties)], "nothing was looked at"
    assert misplaced_keys(resources) == []
    for one in resources:
        if one.type in (*SECRET_POLICIES, *IDENTITY_POLICIES):
            is_of_secret = one.type in SECRET_POLICIES
            assert list(wildcards(one.properties, is_of_secret=is_of_secret)) == []
        if one.type in SECRET_POLICIES:
            assert list(public_access(one.properties)) == []


MISPLACED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a GitHub variable": (
        "github:index/actionsVariable:ActionsVariable",
        {"value": KEY},
        "plain GitHub variable",
    ),
    "an organization's variable": (
        "github:index/actionsOrganizationVariable:ActionsOrganizationVariable",
        {"value": KEY},
        "plain GitHub variable",
    ),
    "a Lambda environment": (
        "aws:lambda/function:Function",
        {"environment": {"variables": {"KEY": KEY}}},
        "Lambda environment",
    ),
    "a task definition": (
        "aws:ecs/taskDefinition:TaskDefinition",
        {"containerDefinitions": json.dumps([{"environment": [{"name": "K", "value": KEY}]}])},
        "task definition",
    ),
    "a stack output": (STACK, {"url": f"https://x.example/?key={KEY}"}, "stack output"),
    "a plain parameter": (PARAMETER, {"type": "String", "insecureValue": KEY}, "SecureString"),
    "callback settings": (
        "x:index:Job",
        {"settings": {"callbackURL": f"https://x.example/{KEY}"}},
        "callback settings",
    ),
    "a tag": ("aws:s3/bucket:Bucket", {"tags": {KEY: "x"}}, "no secret store"),
    "Base64": (
        "aws:s3/bucketObject:BucketObject",
        {"content": base64.b64encode(f"KEY={KEY}\n".encode()).decode()},
        "no secret store",
    ),
    "a description of the store": (HOLDER.type, {"versionStages": [KEY]}, "no secret store"),
}


@pytest.mark.parametrize(("type_", "properties", "words"), MISPLACED.values(), ids=MISPLACED)
def test_a_key_outside_of_a_store_is_found_and_not_shown(
    type_: str, properties: dict[str, Any], words: str
) -> None:
    [found, *_] = misplaced_keys([HOLDER, Registered(type=type_, name="it", properties=properties)])

    assert words in found.sentence
    assert "it" in found.sentence
    assert KEY not in found.sentence


def test_the_key_in_json_is_found_by_itself() -> None:
    whole = json.dumps({"apiKey": KEY, "baseUrl": "https://x.example"})
    holder = Registered(type=HOLDER.type, name="candidate", properties={"secretString": whole})
    stack = Registered(type=STACK, name="prod", properties={"key": KEY})

    assert len(misplaced_keys([holder, stack])) == 1


def test_a_secure_parameter_is_a_store() -> None:
    secure = {"type": "SecureString", "value": KEY}

    assert misplaced_keys([HOLDER, Registered(type=PARAMETER, name="it", properties=secure)]) == []


def policy(**changes: Any) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": SECRET,
        **changes,
    }
    return {"policy": json.dumps({"Statement": [statement]})}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"Action": "*"}, "allows *"),
        ({"Action": ["secretsmanager:*"]}, "allows secretsmanager:*"),
        ({"Action": "secretsmanager:Get*"}, "allows secretsmanager:Get*"),
        ({"Action": "kms:*"}, "allows kms:*"),
        ({"Resource": "*"}, "wildcard resource"),
        ({"Resource": [SECRET, "arn:aws:secretsmanager:*:*:secret:*"]}, "wildcard resource"),
        ({"NotAction": "iam:*"}, "all but some"),
    ],
)
def test_a_wildcard_that_leads_to_a_secret_is_found(changes: dict[str, Any], words: str) -> None:
    assert words in " ".join(wildcards(policy(**changes), is_of_secret=False))


@pytest.mark.parametrize(
    "changes",
    [{}, {"Action": "s3:*", "Resource": "*"}, {"Effect": "Deny", "Action": "*", "Resource": "*"}],
)
def test_a_policy_that_leads_to_no_secret_is_let_through(changes: dict[str, Any]) -> None:
    assert list(wildcards(policy(**changes), is_of_secret=False)) == []


def test_a_public_resource_policy_is_found() -> None:
    everybody = {"secretArn": SECRET, **policy(Principal={"AWS": "*"})}

    assert len(list(public_access(everybody))) == 2
    assert list(wildcards(everybody, is_of_secret=True)) == [
        "allows a wildcard principal: name the principals"
    ]
    named = policy(Principal={"AWS": "arn:aws:iam::123456789012:role/x"})
    assert list(public_access({"secretArn": SECRET, "blockPublicPolicy": True, **named})) == []
