"""The store's options on the genuine engine: encryption, replicas, JSON, protection."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.access.reader_policy import reader_policy
from components.access.rotator_policy import rotator_policy
from components.access.scope import readable, rotated
from components.store.settings import StoreSettings
from sandbox.services.aws.app import ACCOUNT
from sandbox.stack import REGION
from tests.engine.identities import ELSEWHERE, admin, client, enforce, is_denied, role, user
from tests.engine.person import SECRET, Person

pytestmark = [pytest.mark.engine, pytest.mark.story]

STORE: dict[str, Any] = {
    "recoveryWindowInDays": 0,
    "kmsKey": "new",
    "shape": "json",
    "replicas": [{"region": ELSEWHERE}],
    "parameter": "/submit-key/key",
    "baseUrlParameter": "/submit-key/base-url",
}
EVERYTHING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
)


def test_every_copy_of_the_key_follows_a_rotation(person: Person) -> None:
    person.set_store(STORE)
    assert person.up().succeeded
    base_url = person.session.addresses().base_url

    outcome = person.rotate(2)

    assert outcome.succeeded, outcome.output
    whole = {"apiKey": person.key, "baseUrl": base_url}
    assert json.loads(person.stored()) == whole
    far = admin(person, "secretsmanager", ELSEWHERE)
    assert json.loads(far.get_secret_value(SecretId=SECRET)["SecretString"]) == whole
    ssm = admin(person, "ssm")
    kept = ssm.get_parameter(Name="/submit-key/key", WithDecryption=True)["Parameter"]
    assert (kept["Type"], kept["Value"]) == ("SecureString", person.key)
    plain = ssm.get_parameter(Name="/submit-key/base-url")["Parameter"]
    assert (plain["Type"], plain["Value"]) == ("String", base_url)
    assert person.key not in person.session.pulumi("stack", "export")
    assert person.up().only_asks


def test_the_last_copy_of_a_secret_is_never_forgotten(person: Person) -> None:
    person.set_store({"recoveryWindowInDays": 0, "replicas": [{"region": ELSEWHERE}]})
    assert person.up().succeeded
    person.set_store({"recoveryWindowInDays": 0})

    refused = person.pulumi("preview")

    assert not refused.succeeded
    assert f"store.replicas: is empty, but {SECRET} has copies in {ELSEWHERE}" in refused.output
    assert "Traceback" not in refused.output
    person.store.remove_regions_from_replication(SecretId=SECRET, RemoveReplicaRegions=[ELSEWHERE])
    assert person.pulumi("refresh").succeeded
    assert person.up().succeeded
    assert person.up().changes_nothing


def test_a_key_of_its_own_encrypts_this_secret_and_nothing_else(person: Person) -> None:
    person.set_store(STORE)
    assert person.up().succeeded
    secret_arn = person.outputs()["secretArn"]
    key = admin(person, "kms").describe_key(KeyId=f"alias/{SECRET}")["KeyMetadata"]["Arn"]
    store = StoreSettings.model_validate({"name": SECRET, **STORE})
    found = readable(store, secret_arn, key)
    readers = [f"arn:aws:iam::{ACCOUNT}:role/submit-reader"]
    rotator = user(
        person, "rotator", rotator_policy(rotated("submit-key-local", store, None, readers, found))
    )
    administrator = user(person, "administrator", EVERYTHING)
    no_decryption = [
        each
        for each in json.loads(reader_policy(found))["Statement"]
        if not each["Sid"].startswith("Decrypt")
    ]
    half = user(person, "half", json.dumps({"Version": "2012-10-17", "Statement": no_decryption}))
    person.session.pulumi("config", "set", "aws:accessKey", rotator["aws_access_key_id"])
    secret_key = rotator["aws_secret_access_key"]
    person.session.pulumi("config", "set", "--secret", "aws:secretKey", stdin=secret_key)
    reader = role(person, "submit-reader")
    enforce(person, True)

    outcome = person.rotate(2)

    assert outcome.succeeded, outcome.output
    read = client(person, "secretsmanager", reader).get_secret_value(SecretId=SECRET)
    assert json.loads(read["SecretString"])["apiKey"] == person.key
    kept = client(person, "ssm", reader)
    parameter = kept.get_parameter(Name="/submit-key/key", WithDecryption=True)["Parameter"]
    assert parameter["Value"] == person.key
    halved = client(person, "secretsmanager", half)
    assert is_denied(lambda: halved.get_secret_value(SecretId=SECRET))
    for who in (reader, rotator, administrator):
        kms = client(person, "kms", who)
        assert is_denied(lambda kms=kms: kms.encrypt(KeyId=key, Plaintext=b"else"))
    kms = client(person, "kms", rotator)
    assert is_denied(lambda: kms.schedule_key_deletion(KeyId=key))
    assert is_denied(lambda: kms.put_key_policy(KeyId=key, Policy=EVERYTHING))


def test_the_secret_of_production_is_not_deleted_before_it_is_unprotected(
    operator: Person,
) -> None:
    operator.set_store({"recoveryWindowInDays": 0, "protect": True})
    assert operator.up().succeeded

    outcome = operator.pulumi("destroy", "--skip-preview")

    assert not outcome.succeeded
    assert "protected" in outcome.output
    assert operator.stored() == operator.key
    operator.set_store({"recoveryWindowInDays": 0, "protect": False})
    assert operator.up().succeeded
    assert operator.pulumi("destroy", "--skip-preview").succeeded


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("access.readers[0]", "nobody", "access.readers.0: there is no role nobody"),
        (
            "access.readers[0]",
            f"arn:aws:iam::{'9' * 12}:role/submit-reader",
            "access.readers.0: is not the ARN of this account's role",
        ),
        ("store.replicas[0].region", REGION, f"store.replicas.0.region: is {REGION}"),
    ],
)
def test_what_is_not_there_is_refused_in_preview_by_name(
    operator: Person, setting: str, value: str, words: str
) -> None:
    operator.session.pulumi("config", "set", "--path", setting, value)

    outcome = operator.pulumi("preview")

    assert not outcome.succeeded
    assert words in outcome.output
    assert "Traceback" not in outcome.output
    assert len([line for line in outcome.output.splitlines() if words in line]) >= 1
