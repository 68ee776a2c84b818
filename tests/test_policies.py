"""Every policy document that any settings can produce: exact, small, and clean to the linter."""

from __future__ import annotations

import functools
import importlib
import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from components.access_settings import AccessSettings
from components.arn import Arn, partition_of, role_name
from components.document import (
    KEY_POLICY_LIMIT,
    MANAGED_POLICY_LIMIT,
    RESOURCE_POLICY_LIMIT,
    TRUST_POLICY_LIMIT,
)
from components.key_policy import key_policy
from components.place import refuse_misplaced
from components.policies import reader_policy, resource_policy
from components.refusal import Refusal
from components.rotator_policy import rotator_policy
from components.scope import iam_name, readable, rotated
from components.store_settings import StoreSettings
from components.trust_policy import ISSUER, audience, subject, trust_policy

ACCOUNT = "123456789012"
REGIONS = {
    "aws": ["eu-west-1", "eu-central-1", "us-east-1", "ap-southeast-2"],
    "aws-cn": ["cn-north-1", "cn-northwest-1"],
    "aws-us-gov": ["us-gov-west-1", "us-gov-east-1"],
}
NO_RESOURCE = {"ssm:DescribeParameters", "kms:ListAliases"}
"""Actions that AWS gives no resource: only these may name all of them."""
KEY_ID = "key/1234abcd-12ab-34cd-56ef-1234567890ab"


names = st.text("abcXYZ019/_+=.@-", min_size=1, max_size=512)
role_names = st.text("abcXYZ019+=,.@_-", min_size=1, max_size=64)
parameters = st.none() | st.builds(lambda tail: f"/app/{tail}", st.text("ab9_.-", min_size=1))


@st.composite
def stacks(draw: st.DrawFn) -> dict[str, Any]:
    """Settings in one partition, as a person may write them."""
    partition = draw(st.sampled_from(sorted(REGIONS)))
    home, *others = draw(st.permutations(REGIONS[partition]))
    key = st.none() | st.just(KEY_ID)
    replicas = [
        {
            "region": region,
            "kmsKeyArn": chosen and f"arn:{partition}:kms:{region}:{ACCOUNT}:{chosen}",
        }
        for region in draw(st.lists(st.sampled_from(others), unique=True))
        for chosen in [draw(key)]
    ]
    given_key = f"arn:{partition}:kms:{home}:{ACCOUNT}:{KEY_ID}"
    roles = draw(st.lists(role_names, max_size=30, unique=True))
    place = draw(st.sampled_from([{"environment": "production"}, {"branch": "main"}]))
    deploy = {"repository": "acme/alpha", **place}
    return {
        "partition": partition,
        "home": home,
        "stack": draw(st.text("abc019._-", min_size=1, max_size=100)),
        "store": {
            "name": draw(names),
            "kmsKey": draw(st.sampled_from(["aws-managed", "new", given_key])),
            "replicas": replicas,
            "parameter": draw(parameters),
            "baseUrlParameter": draw(parameters),
        },
        "access": {
            "readers": [
                draw(st.sampled_from([role, f"arn:{partition}:iam::{ACCOUNT}:role/app/{role}"]))
                for role in roles
            ],
            "onlyPrincipals": [f"arn:{partition}:iam::{ACCOUNT}:role/{role}" for role in roles],
            "deploy": draw(st.none() | st.just(deploy)),
        },
    }


def documents(given_: dict[str, Any]) -> dict[str, str]:
    """All documents, by name; Refusal or ValidationError where the settings are refused."""
    store = StoreSettings.model_validate(given_["store"])
    access = AccessSettings.model_validate(given_["access"])
    partition, home, stack = given_["partition"], given_["home"], given_["stack"]
    refuse_misplaced(store, access, home)
    secret = Arn.parse(f"arn:{partition}:secretsmanager:{home}:{ACCOUNT}:secret:{store.name}")
    key = None if store.kms_key == "aws-managed" else secret.of("kms", KEY_ID)
    found = readable(store, f"{secret}-AbCdEf", key)
    roles = [secret.iam(f"role/{role_name(role)}") for role in access.readers]
    made = {
        "reader": reader_policy(found),
        "rotator": rotator_policy(rotated(stack, store, access.deploy, roles, found)),
        "resource": resource_policy(found.secret_arn, access.only_principals),
        "key": key_policy(secret, found.parameter_arn),
    }
    if access.deploy:
        trusted = subject(
            access.deploy.repository,
            environment=access.deploy.environment,
            branch=access.deploy.branch,
        )
        made["trust"] = trust_policy(secret.iam(f"oidc-provider/{ISSUER}"), trusted)
    return made


LIMITS = {
    "reader": MANAGED_POLICY_LIMIT,
    "rotator": MANAGED_POLICY_LIMIT,
    "resource": RESOURCE_POLICY_LIMIT,
    "key": KEY_POLICY_LIMIT,
    "trust": TRUST_POLICY_LIMIT,
}


def statements(text: str) -> Iterator[dict[str, Any]]:
    yield from json.loads(text)["Statement"]


def listed(item: str | list[str]) -> list[str]:
    return [item] if isinstance(item, str) else item


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(stacks())
def test_every_document_is_small_exact_and_of_its_partition(given_: dict[str, Any]) -> None:
    try:
        made = documents(given_)
    except (Refusal, ValidationError):
        return
    for name, text in made.items():
        assert len(text) <= LIMITS[name], name
        assert len(text.encode()) == len(text), "AWS counts bytes or characters: here the same"
        arns = re.findall(r"arn:([a-z-]+):", text)
        assert set(arns) == {given_["partition"]}, name
        for statement in statements(text):
            _check_exact(name, statement)


def _check_exact(name: str, statement: dict[str, Any]) -> None:
    actions, resources = listed(statement["Action"]), listed(statement.get("Resource", []))
    if statement["Effect"] == "Deny":
        assert name == "resource"
        return
    assert not [action for action in actions if "*" in action]
    assert "*" not in json.dumps(statement.get("Principal", {}))
    if name in ("key", "trust"):
        return
    for resource in resources:
        if resource == "*":
            assert set(actions) <= NO_RESOURCE
        else:
            # AWS itself adds a hyphen and six characters to the name of a secret.
            exact = resource.removesuffix("-??????") if name == "rotator" else resource
            assert not set("*?") & set(exact), resource


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(stacks())
def test_the_linter_finds_nothing_in_any_document(given_: dict[str, Any]) -> None:
    try:
        made = documents(given_)
    except (Refusal, ValidationError):
        return
    for name, text in made.items():
        assert findings(text) == [], name
        guessed = {said.split()[0] for said in findings(text, guess=True)}
        assert guessed <= MANAGES_A_POLICY.get(name, set()), name


MANAGES_A_POLICY = {
    "rotator": {"PERMISSIONS_MANAGEMENT_ACTIONS", "PRIVILEGE_ESCALATION"},
    "key": {"PERMISSIONS_MANAGEMENT_ACTIONS"},
}
"""What the linter's heuristics say of whoever may write any policy. The rotator writes one, the
reader's, by its exact ARN; that it is not its own is a test below. Administrators of the account
write that of the key: a key that nobody administers is lost."""


@functools.cache
def linter() -> Any:
    """The linter; loaded where it is needed, since that takes half a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its own data files open
        return importlib.import_module("parliament")


def findings(text: str, *, guess: bool = False) -> list[str]:
    """What parliament says, with `guess` also by its heuristics.

    It does not know trust policies, which have no Resource and a federation of their own, nor key
    policies, where "*" is the key itself (AWS KMS Developer Guide, "Key policies").
    """
    policy = linter().analyze_policy_string(text, include_community_auditors=guess)
    said = [f"{found.issue} {found.detail}" for found in policy.findings]
    unknown: tuple[str, ...] = ()
    if "AssumeRoleWithWebIdentity" in text:
        unknown = ("UNKNOWN_FEDERATION_SOURCE", "MALFORMED Statement contains neither Resource")
    if "TheAccountAdministers" in text:
        unknown = ("RESOURCE_STAR",)
    return [each for each in said if not (unknown and each.startswith(unknown))]


def test_the_linter_does_find_what_is_wrong() -> None:
    wrong = reader_policy(readable(StoreSettings(name="x"), secret(), None))

    assert findings(wrong) == []
    assert findings(wrong.replace("GetSecretValue", "GetSecretValues"))
    assert findings(wrong.replace(secret(), "arn:aws:s3:::bucket"))


def secret(region: str = "eu-west-1") -> str:
    partition = partition_of(region)
    return f"arn:{partition}:secretsmanager:{region}:{ACCOUNT}:secret:x-AbCdEf"


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

    tls, others = statements(resource_policy(secret(), [role]))

    assert {tls["Effect"], others["Effect"]} == {"Deny"}
    assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert others["Action"] == "secretsmanager:GetSecretValue"
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

    policy = rotator_policy(rotated("prod", store, access.deploy, [], found))

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


@given(st.text("abc019._-", min_size=1, max_size=100))
def test_names_of_roles_and_policies_fit_and_tell_stacks_apart(stack: str) -> None:
    assert len(iam_name(stack, "deploy")) <= 64
    assert iam_name(stack, "deploy") != iam_name(f"{stack}x", "deploy")


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
