"""Every policy that the settings can produce is exact, small and free of linter findings."""

from __future__ import annotations

import json
import re
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings
from pydantic import ValidationError

from components.access.limits import refuse_misplaced
from components.access.reader_policy import reader_policy
from components.access.resource_policy import resource_policy
from components.access.rotator_policy import rotator_policy
from components.access.scope import readable, rotated
from components.access.settings import AccessSettings
from components.access.trust_policy import ISSUER, subject, trust_policy
from components.aws.arn import Arn, role_name
from components.aws.policy_document import (
    KEY_POLICY_LIMIT,
    MANAGED_POLICY_LIMIT,
    RESOURCE_POLICY_LIMIT,
    TRUST_POLICY_LIMIT,
)
from components.refusal import Refusal
from components.store.kms_policy import key_policy
from components.store.settings import StoreSettings
from tests.support.policy_documents import ACCOUNT, KEY_ID, findings, listed, secret, statements

REGIONS = {
    "aws": ["eu-west-1", "eu-central-1", "us-east-1", "ap-southeast-2"],
    "aws-cn": ["cn-north-1", "cn-northwest-1"],
    "aws-us-gov": ["us-gov-west-1", "us-gov-east-1"],
}
NO_RESOURCE = {"ssm:DescribeParameters", "kms:ListAliases"}
"""Actions without a resource at AWS: only these may have `*` as their resource."""
names = st.text("abcXYZ019/_+=.@-", min_size=1, max_size=512)
role_names = st.text("abcXYZ019+=,.@_-", min_size=1, max_size=64)
parameters = st.none() | st.builds(lambda tail: f"/app/{tail}", st.text("ab9_.-", min_size=1))


@st.composite
def stacks(draw: st.DrawFn) -> dict[str, Any]:
    """Random settings in one partition, as a person may write them."""
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
        "rotator": rotator_policy(
            rotated(f"submit-key-{stack}", store, access.deploy, roles, found)
        ),
        "resource": resource_policy(access.only_principals),
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


@settings(max_examples=60)
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
        assert set(arns) <= {given_["partition"]}, name
        assert arns or name == "resource", name
        for statement in statements(text):
            _check_exact(name, statement)


def _check_exact(name: str, statement: dict[str, Any]) -> None:
    actions, resources = listed(statement["Action"]), listed(statement.get("Resource", []))
    if statement["Effect"] == "Deny":
        assert (name, resources) == ("resource", ["*"])
        return
    assert not [action for action in actions if "*" in action]
    assert "*" not in json.dumps(statement.get("Principal", {}))
    if name in ("key", "trust"):
        return
    for resource in resources:
        if resource == "*":
            assert set(actions) <= NO_RESOURCE
        else:
            # AWS appends a hyphen and six characters to the name of a secret.
            exact = resource.removesuffix("-??????") if name == "rotator" else resource
            assert not set("*?") & set(exact), resource


@settings(max_examples=20)
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
"""Findings to expect: the linter's heuristics warn of every right to write a policy. The rotator
may write only the reader's, by its exact ARN (`test_policy_statements`). The account may write the
policy of the KMS key, since a key that nobody administers is lost."""


def test_the_linter_does_find_what_is_wrong() -> None:
    wrong = reader_policy(readable(StoreSettings(name="x"), secret(), None))

    assert findings(wrong) == []
    assert findings(wrong.replace("GetSecretValue", "GetSecretValues"))
    assert findings(wrong.replace(secret(), "arn:aws:s3:::bucket"))
