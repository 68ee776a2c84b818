"""Who may do what while IAM is enforced, with the genuine engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from components.access.reader_policy import Readable
from components.access.rotator_policy import rotator_policy
from components.access.scope import readable, rotated
from components.access.settings import AccessSettings
from components.store.settings import StoreSettings
from sandbox.services.aws.app import ACCOUNT
from sandbox.stack import REGION
from tests.engine.identities import ELSEWHERE, admin, answer, client, enforce, is_denied, role, user
from tests.engine.person import SECRET, Person
from tests.support.policy_documents import granted

pytestmark = [pytest.mark.engine, pytest.mark.story]
OTHER = "submit-key/other"


def other_versions(store: Any, current: str) -> dict[str, Callable[[], Any]]:
    """Ways to read a version that is not current, or without its label."""
    stages = {
        "the former version": "AWSPREVIOUS",
        "the candidate": "KEY-V1",
        "the vacant version": "VACANT",
        "a pending version": "AWSPENDING",
    }
    return {
        what: partial(store.get_secret_value, SecretId=SECRET, VersionStage=stage)
        for what, stage in stages.items()
    } | {
        "a version by its id": lambda: store.get_secret_value(SecretId=SECRET, VersionId=current),
        "the list of versions": lambda: store.list_secret_version_ids(SecretId=SECRET),
    }


def writes(store: Any, current: str) -> dict[str, Callable[[], Any]]:
    """Ways to change the secret."""
    own = {
        "a new value": (store.put_secret_value, {"SecretString": "x"}),
        "an update": (store.update_secret, {"Description": "x"}),
        "a moved label": (
            store.update_secret_version_stage,
            {"VersionStage": "AWSCURRENT", "MoveToVersionId": current},
        ),
        "a deletion": (store.delete_secret, {}),
        "a restoration": (store.restore_secret, {}),
        "the resource policy": (store.get_resource_policy, {}),
        "a new resource policy": (store.put_resource_policy, {"ResourcePolicy": "{}"}),
        "no resource policy": (store.delete_resource_policy, {}),
        "a tag": (store.tag_resource, {"Tags": [{"Key": "a", "Value": "b"}]}),
        "a rotation": (store.rotate_secret, {}),
        "a replica": (
            store.replicate_secret_to_regions,
            {"AddReplicaRegions": [{"Region": ELSEWHERE}]},
        ),
    }
    return {what: partial(call, SecretId=SECRET, **more) for what, (call, more) in own.items()}


def elsewhere(store: Any) -> dict[str, Callable[[], Any]]:
    """Ways to reach other secrets."""
    return {
        "another secret": lambda: store.get_secret_value(SecretId=OTHER),
        "a secret that is not there": lambda: store.get_secret_value(SecretId="no-such-secret"),
        "another secret's description": lambda: store.describe_secret(SecretId=OTHER),
        "the list of secrets": store.list_secrets,
        "a new secret": lambda: store.create_secret(Name="mine", SecretString="x"),
    }


def other_services(iam: Any, kms: Any, ssm: Any, sts: Any) -> dict[str, Callable[[], Any]]:
    """Ways around the policy, and to more rights."""
    policy = f"arn:aws:iam::{ACCOUNT}:policy/submit-key-local-reader"
    wider = {"PolicyDocument": "{}", "SetAsDefault": True}
    worker = f"arn:aws:iam::{ACCOUNT}:role/submit-worker"
    attach = partial(iam.attach_role_policy, RoleName="submit-reader")
    return {
        "a wider policy": lambda: iam.create_policy_version(PolicyArn=policy, **wider),
        "the policy itself": lambda: iam.get_policy(PolicyArn=policy),
        "its own role": lambda: iam.get_role(RoleName="submit-reader"),
        "another policy": lambda: attach(PolicyArn=policy),
        "a user": lambda: iam.create_user(UserName="mine"),
        "the keys": kms.list_keys,
        "a parameter": lambda: ssm.get_parameter(Name="/submit-key/key", WithDecryption=True),
        "another role": lambda: sts.assume_role(RoleArn=worker, RoleSessionName="test"),
    }


def test_a_reader_reads_the_current_key_and_is_denied_all_else(operator: Person) -> None:
    admin(operator, "secretsmanager").create_secret(Name=OTHER, SecretString="another")
    versions = operator.store.describe_secret(SecretId=SECRET)["VersionIdsToStages"]
    [current] = [version for version, labels in versions.items() if "AWSCURRENT" in labels]
    reader = role(operator, "submit-reader")
    stranger = role(operator, "submit-worker")
    enforce(operator, True)
    store = client(operator, "secretsmanager", reader)
    others = (client(operator, name, reader) for name in ("iam", "kms", "ssm", "sts"))
    unattached = client(operator, "secretsmanager", stranger)

    assert store.get_secret_value(SecretId=SECRET)["SecretString"] == operator.key
    named = store.get_secret_value(SecretId=SECRET, VersionStage="AWSCURRENT")
    assert named["SecretString"] == operator.key
    assert store.describe_secret(SecretId=SECRET)["Name"] == SECRET

    denied = {
        **other_versions(store, current),
        **writes(store, current),
        **elsewhere(store),
        **other_services(*others),
        "a role without the policy": lambda: unattached.get_secret_value(SecretId=SECRET),
    }
    assert len(denied) == 31
    assert {what: answer(call) for what, call in denied.items() if not is_denied(call)} == {}


@pytest.mark.parametrize("region", [REGION, ELSEWHERE])
def test_nobody_reads_without_tls(operator: Person, region: str) -> None:
    operator.set_store({"recoveryWindowInDays": 0, "replicas": [{"region": ELSEWHERE}]})
    assert operator.up().succeeded
    reader = client(operator, "secretsmanager", role(operator, "submit-reader"), region)
    enforce(operator, True)
    assert reader.get_secret_value(SecretId=SECRET)["SecretString"] == operator.key

    def unencrypted(request: Any, **_: Any) -> None:
        request.headers["X-Forwarded-Proto"] = "http"

    reader.meta.events.register("before-sign.secretsmanager", unencrypted)

    assert is_denied(lambda: reader.get_secret_value(SecretId=SECRET))


STORE = {
    "recoveryWindowInDays": 0,
    "tags": {"team": "print"},
    "replicas": [{"region": ELSEWHERE}],
    "parameter": "/submit-key/key",
    "baseUrlParameter": "/submit-key/base-url",
}


def rights(store: dict[str, Any]) -> str:
    """The rotator's policy for these store settings, before any resource exists."""
    settings = StoreSettings.model_validate({"name": SECRET, **store})
    secret = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{SECRET}-AbCdEf"
    found: Readable = readable(settings, secret, None)
    readers = [f"arn:aws:iam::{ACCOUNT}:role/submit-reader"]
    return rotator_policy(
        rotated("submit-key-local", settings, AccessSettings().deploy, readers, found)
    )


def used(person: Person) -> set[str]:
    return {f"{each['service']}:{each['operation']}" for each in person.aws_requests()}


def test_the_rotator_s_own_policy_carries_a_whole_life_and_has_no_action_too_many(
    person: Person,
) -> None:
    policy = rights(STORE)
    before = used(person)
    rotator = user(person, "rotator", policy)
    person.session.pulumi("config", "set", "aws:accessKey", rotator["aws_access_key_id"])
    secret_key = rotator["aws_secret_access_key"]
    person.session.pulumi("config", "set", "--secret", "aws:secretKey", stdin=secret_key)
    person.set_store(STORE)
    enforce(person, True)
    calls_before = before | used(person)

    outcomes = [person.up(), person.rotate(2)]
    assert all(each.succeeded for each in outcomes), "".join(each.output for each in outcomes)
    elsewhere = [{"region": "us-east-1"}]
    person.set_store({**STORE, "tags": {}, "replicas": elsewhere})
    outcomes += [person.up(), person.pulumi("refresh", "--skip-preview")]
    person.set_store({**STORE, "description": "Another"})
    outcomes += [person.up(), person.pulumi("destroy", "--skip-preview")]

    for outcome in outcomes:
        assert outcome.succeeded, outcome.output
    assert used(person) - calls_before - {"sts:GetCallerIdentity"} == granted(policy)


def test_the_deploy_role_trusts_one_environment_and_holds_the_rotator_s_rights(
    operator: Person,
) -> None:
    deploy = {"repository": "acme/alpha", "environment": "production"}
    for name, value in deploy.items():
        operator.session.pulumi("config", "set", "--path", f"access.deploy.{name}", value)

    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    iam = admin(operator, "iam")
    made = iam.get_role(RoleName="submit-key-local-deploy")["Role"]
    [trust] = made["AssumeRolePolicyDocument"]["Statement"]
    issuer = "token.actions.githubusercontent.com"
    assert trust["Principal"] == {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"}
    assert trust["Condition"]["StringEquals"] == {
        f"{issuer}:aud": "sts.amazonaws.com",
        f"{issuer}:sub": "repo:acme/alpha:environment:production",
    }
    longest = admin(operator, "sts").assume_role_with_web_identity(
        RoleArn=made["Arn"],
        RoleSessionName="deploy",
        WebIdentityToken="a-token",
        DurationSeconds=7200,
    )
    assert longest["Credentials"]
    deployer = role(operator, "submit-key-local-deploy")
    enforce(operator, True)
    mine = client(operator, "iam", deployer)
    policy = f"arn:aws:iam::{ACCOUNT}:policy/submit-key-local-rotator"
    assert mine.get_policy(PolicyArn=policy)
    for change in (
        lambda: mine.create_policy_version(PolicyArn=policy, PolicyDocument="{}"),
        lambda: mine.attach_role_policy(RoleName="submit-key-local-deploy", PolicyArn=policy),
        lambda: mine.update_assume_role_policy(
            RoleName="submit-key-local-deploy", PolicyDocument="{}"
        ),
        lambda: mine.attach_role_policy(RoleName="submit-reader", PolicyArn=policy),
    ):
        assert is_denied(change)


def test_with_a_list_of_principals_not_even_an_administrator_reads(operator: Person) -> None:
    listed = f"arn:aws:iam::{ACCOUNT}:role/submit-worker"
    operator.session.pulumi("config", "set", "--path", "access.onlyPrincipals[0]", listed)
    operator.set_store({"recoveryWindowInDays": 0, "replicas": [{"region": ELSEWHERE}]})
    assert operator.up().succeeded
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
    administrator, reader = user(operator, "admin", policy), role(operator, "submit-reader")
    enforce(operator, True)

    for region in (REGION, ELSEWHERE):
        mighty = client(operator, "secretsmanager", administrator, region)
        assert is_denied(lambda store=mighty: store.get_secret_value(SecretId=SECRET)), region
        assert mighty.describe_secret(SecretId=SECRET)["Name"] == SECRET
        theirs = client(operator, "secretsmanager", reader, region)
        assert theirs.get_secret_value(SecretId=SECRET)["SecretString"] == operator.key
