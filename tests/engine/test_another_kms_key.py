"""Another KMS key for a secret in use, on the genuine engine."""

from __future__ import annotations

import json

import pytest

from sandbox.services.aws.app import ACCOUNT
from tests.engine.identities import admin, client, enforce, role
from tests.engine.person import SECRET, Person

pytestmark = [pytest.mark.engine, pytest.mark.story]
OWN = "AWS's own key"


def is_read(person: Person) -> bool:
    """Whether a consumer reads the key, with the rights of its role."""
    reader = client(person, "secretsmanager", role(person, "submit-reader"))
    enforce(person, True)
    try:
        return bool(reader.get_secret_value(SecretId=SECRET)["SecretString"] == person.key)
    finally:
        enforce(person, False)


def test_another_key_is_refused_in_preview_and_given_by_hand_first(operator: Person) -> None:
    key = admin(operator, "kms").create_key()["KeyMetadata"]["Arn"]
    operator.set_store({"recoveryWindowInDays": 0, "kmsKey": key})

    for outcome in (operator.pulumi("preview"), operator.up()):
        assert not outcome.succeeded
        assert f"store.kmsKey: the secret is encrypted with {OWN}, and would get {key}" in (
            outcome.output
        )
        assert "Traceback" not in outcome.output
    assert is_read(operator)

    both = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key}
    document = json.dumps({"Version": "2012-10-17", "Statement": [both]})
    names = {"RoleName": "submit-reader", "PolicyName": "both-keys"}
    operator.iam.put_role_policy(**names, PolicyDocument=document)
    operator.store.update_secret(SecretId=SECRET, KmsKeyId=key)
    assert is_read(operator)
    assert operator.pulumi("refresh", "--skip-preview").succeeded
    done = operator.up()
    assert done.succeeded, done.output
    assert operator.up().changes_nothing
    operator.iam.delete_role_policy(**names)
    assert is_read(operator)
    policy = f"arn:aws:iam::{ACCOUNT}:policy/submit-key-local-reader"
    version = operator.iam.get_policy(PolicyArn=policy)["Policy"]["DefaultVersionId"]
    shown = operator.iam.get_policy_version(PolicyArn=policy, VersionId=version)
    assert key in json.dumps(shown["PolicyVersion"]["Document"])
    assert operator.rotate(2).succeeded

    operator.set_store({"recoveryWindowInDays": 0})
    back = operator.pulumi("preview")
    assert f"is encrypted with {key}, and would get {OWN}" in back.output
    operator.store.update_secret(SecretId=SECRET, KmsKeyId="alias/aws/secretsmanager")
    assert operator.pulumi("refresh", "--skip-preview").succeeded
    assert operator.up().succeeded
    assert is_read(operator)


def test_a_key_that_was_made_here_outlives_its_use(person: Person) -> None:
    own = {"recoveryWindowInDays": 0}
    person.set_store({**own, "kmsKey": "new"})
    assert person.up().succeeded
    kms = admin(person, "kms")
    key = kms.describe_key(KeyId=f"alias/{SECRET}")["KeyMetadata"]["KeyId"]
    person.set_store(own)
    assert "and would get AWS's own key" in person.pulumi("preview").output

    person.store.update_secret(SecretId=SECRET, KmsKeyId="alias/aws/secretsmanager")
    assert person.pulumi("refresh", "--skip-preview").succeeded
    done = person.up()

    assert done.succeeded, done.output
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"
    assert is_read(person)
    assert person.pulumi("destroy", "--skip-preview").succeeded
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"
