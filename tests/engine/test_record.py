"""The record on the genuine engine: a new one for each change, none without a change."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from components.record.model import digest
from records.__main__ import main
from records.chain import faults
from sandbox.folder import CHECKOUT
from sandbox.stack import REGION
from tests.engine.person import Person
from tests.support.policy_documents import granted

pytestmark = [pytest.mark.engine, pytest.mark.story]


RIGHTS = {
    "PutObject": ["s3:PutObject", "s3:PutObjectRetention"],
    "HeadObject": ["s3:GetObject", "s3:GetObjectRetention"],
    "GetObjectTagging": ["s3:GetObjectTagging"],
}
"""The rights for each call on a locked object. Source: AWS Service Authorization Reference."""


def records(person: Person) -> list[dict[str, Any]]:
    deployment = json.loads(person.session.pulumi("stack", "export"))["deployment"]
    [chain] = [
        resource["outputs"]["chain"]
        for resource in deployment["resources"]
        if resource["type"].endswith("submit:KeyRecord")
    ]
    return [json.loads(text) for text in chain]


def states(record: dict[str, Any]) -> list[str]:
    return [key["state"] for key in record["keys"]]


def test_each_update_that_changed_a_key_leaves_one_record_and_no_other_does(
    operator: Person,
) -> None:
    operator.retire_after(1)
    operator.rotate(2)
    operator.up()
    operator.up()
    operator.session.control().revoke_key(operator.vault_id(0))
    operator.up()
    assert operator.up().changes_nothing

    written = records(operator)

    assert [states(record) for record in written] == [
        ["current"],
        ["draining", "current"],
        ["awaiting revocation", "current"],
        ["revoked", "current"],
    ]
    assert faults(written, operator.outputs()["recordHash"]) == []
    assert operator.outputs()["record"] == written[-1]
    assert digest(operator.outputs()["record"]) == operator.outputs()["recordHash"]
    first, second, third, fourth = written
    seen = [answer["seen"] for answer in first["asked"]]
    assert seen == ["status 401", "status 401", "status 201"]
    assert {record["order"] for record in written} == {"key first"}
    asked = [answer["key"] for answer in second["asked"]]
    assert asked[:3] == ["a made-up key", "a made-up key", "version 2"]
    assert {answer["verdict"] for answer in third["asked"]} == {"accepted", "refused"}
    dead = [answer for answer in fourth["asked"] if answer["key"] == "version 1"]
    assert [answer["verdict"] for answer in dead] == ["refused"] * 3
    assert {store["store"]: store["version"] for store in fourth["stores"]} == {
        "AWS Secrets Manager: submit-key/local at AWSCURRENT": 2,
        "GitHub: Actions secret SUBMIT_API_KEY of repository alpha": 2,
        "GitHub: Actions secret SUBMIT_API_KEY of repository beta": 2,
    }
    assert fourth["remains"] == "nothing"


def test_an_update_that_fails_for_an_exposed_key_is_recorded(operator: Person) -> None:
    before = records(operator)
    operator.session.pulumi("config", "set", "exposed", "1")

    assert not operator.rotate(2).succeeded

    *earlier, failed = records(operator)
    assert earlier == before
    assert states(failed) == ["draining", "current"]
    assert "was exposed and not proved dead" in failed["remains"]
    shown = operator.outputs()
    assert (shown["record"], shown["nextStep"]) == (failed, failed["remains"])
    operator.session.control().revoke_key(operator.vault_id(0))
    assert operator.up().succeeded
    written = records(operator)
    assert written[:-1] == [*before, failed]
    assert states(written[-1]) == ["revoked", "current"]
    assert faults(written) == []


def test_copies_in_the_bucket_are_whole_and_locked(operator: Person, tmp_path: Any) -> None:
    s3 = operator.aws("s3")
    s3.create_bucket(
        Bucket="rotation-records",
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    operator.session.pulumi("config", "set", "--path", "record.bucket", "rotation-records")
    asked = len(operator.aws_requests())
    assert operator.up().succeeded
    # If a port of the sandbox was taken meanwhile, this update has another base URL: the key is
    # proved again there, which adds a record.
    first = len(records(operator))
    assert operator.rotate(2).succeeded
    calls = [each for each in operator.aws_requests()[asked:] if each["service"] == "s3"]
    used = {right for call in calls for right in RIGHTS[call["operation"]]}

    versions = s3.list_object_versions(Bucket="rotation-records")["Versions"]

    assert sorted(version["Key"].rpartition("-")[2] for version in versions) == [
        f"{number:04d}.{ending}" for number in (first, first + 1) for ending in ("json", "md")
    ]
    for version in versions:
        where = {"Bucket": "rotation-records", "Key": version["Key"]}
        text = s3.get_object(**where)["Body"].read()
        (tmp_path / version["Key"].rpartition("/")[2]).write_bytes(text)
        assert s3.head_object(**where)["ObjectLockMode"] == "COMPLIANCE"
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.delete_object(**where, VersionId=version["VersionId"])
    documented = granted((CHECKOUT / "docs" / "watch-policy.json").read_text())
    assert used == {each for each in documented if each.startswith("s3:")}
    head = operator.outputs()["recordHash"]
    folder = tmp_path / "copies"
    folder.mkdir()
    for copy in tmp_path.glob("*.json"):
        copy.rename(folder / copy.name)
    assert main(["verify", str(folder), "--hash", head]) == 0


def test_a_shorter_lock_writes_a_new_version_and_leaves_the_old_one_locked(
    operator: Person,
) -> None:
    s3 = operator.aws("s3")
    s3.create_bucket(
        Bucket="records",
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    for setting, value in {"bucket": "records", "lockDays": "30"}.items():
        operator.session.pulumi("config", "set", "--path", f"record.{setting}", value)
    assert operator.up().succeeded
    operator.session.pulumi("config", "set", "--path", "record.lockDays", "2")

    shown, done = operator.pulumi("preview"), operator.up()

    assert "+-2 to replace" in shown.output
    assert done.succeeded, done.output
    versions = s3.list_object_versions(Bucket="records")["Versions"]
    assert len(versions) == 4, "two objects, each with an old and a new version"
    locks: dict[str, list[int]] = {}
    for each in versions:
        where = {"Bucket": "records", "Key": each["Key"], "VersionId": each["VersionId"]}
        until = s3.head_object(**where)["ObjectLockRetainUntilDate"]
        locks.setdefault(each["Key"], []).append((until - each["LastModified"]).days)
    assert all(min(days) < 3 and max(days) > 28 for days in locks.values()), locks
    assert operator.up().changes_nothing
