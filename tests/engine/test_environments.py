"""New environments on the engine's real S3 backend and KMS secrets provider."""

from __future__ import annotations

import subprocess
import time

import pytest

from sandbox.stack import REGION, prepare
from tests.engine.company import Company
from tests.engine.person import Person
from tests.support.github_service import sha256

pytestmark = [pytest.mark.engine, pytest.mark.story]
KILLED_AFTER_SECONDS = 3


@pytest.fixture
def company(person: Person) -> Company:
    prepare(person.session.folder, person.session.addresses())
    return Company(person)


def test_three_environments_are_bootstrapped_from_nothing_with_one_command_each(
    company: Company,
) -> None:
    would = company.bootstrap("staging", "--dry-run")
    assert would.stdout.count("would make") == 6, would.stderr
    assert not company.person.aws("s3").list_buckets()["Buckets"], "a dry run made something"

    repositories = {"dev": "alpha", "staging": "beta", "production": "gamma"}
    for name, repository in repositories.items():
        others = [f"--siblings={' '.join(other for other in repositories if other != name)}"]
        done = company.bootstrap(name, *(others if name == "production" else []))
        assert done.returncode == 0, done.stderr
        again = company.bootstrap(name, *(others if name == "production" else []))
        assert again.stdout.count("is there") == 6, again.stdout
        company.settle(name, company.person.new_key(), repository)
        up = company.up(name)
        assert up.returncode == 0, up.stdout + up.stderr

    everything = company.objects()
    keys = [company.person.stored_in(f"submit-key/{name}") for name in repositories]
    assert len(set(keys)) == 3
    settings = [path.read_bytes() for path in company.session.folder.project.glob("Pulumi.*.yaml")]
    for key, repository in zip(keys, repositories.values(), strict=True):
        assert not any(key.encode() in text for text in [*everything.values(), *settings])
        assert company.person.ci_digest(repository) == sha256(key)
    assert {name for name in everything if name.endswith("/staging.json")}

    company.settle("production", keys[1], "gamma")
    company.pulumi("config", "set", "keyVersion", "2", "--stack=production")
    refused = company.up("production")
    assert "is a key of stack organization/submit-key/staging" in refused.stdout + refused.stderr


def test_a_bucket_and_a_key_left_half_made_are_finished(company: Company) -> None:
    plan = company.plan("staging")
    where = {"LocationConstraint": REGION}
    s3 = company.person.aws("s3")
    s3.create_bucket(Bucket=plan.state_bucket, CreateBucketConfiguration=where)
    tag = [{"TagKey": "submit-key:stack", "TagValue": "staging"}]
    key = company.person.aws("kms").create_key(Tags=tag)["KeyMetadata"]["KeyId"]

    done = company.bootstrap("staging")

    assert done.returncode == 0, done.stderr
    assert s3.get_bucket_versioning(Bucket=plan.state_bucket)["Status"] == "Enabled"
    block = s3.get_public_access_block(Bucket=plan.state_bucket)["PublicAccessBlockConfiguration"]
    assert all(block.values())
    assert s3.get_bucket_encryption(Bucket=plan.state_bucket)
    named = company.person.aws("kms").describe_key(KeyId=plan.alias())["KeyMetadata"]["KeyId"]
    assert named == key, "a second key was made"


def start(company: Company) -> subprocess.Popen[bytes]:
    """Start `pulumi up` in the background."""
    program, environment = company.session.command("pulumi")
    return subprocess.Popen(
        [program, "up", "--yes", "--skip-preview", "--stack=staging", "--non-interactive"],
        env={**environment, "PULUMI_BACKEND_URL": company.plan("staging").backend},
        cwd=company.session.folder.project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def test_of_two_updates_at_once_one_is_told_to_wait_and_a_dead_ones_lock_is_cleared(
    company: Company,
) -> None:
    company.bootstrap("staging")
    company.settle("staging", company.person.new_key(), "alpha")
    company.session.control().fault({"delay": 4})
    first = start(company)
    while not any("/locks/" in name for name in company.objects()):
        time.sleep(0.1)

    second = company.up("staging")

    assert second.returncode != 0
    assert "the stack is currently locked by 1 lock(s)" in second.stdout + second.stderr
    assert first.wait(120) == 0, "the first update was disturbed"
    company.settle("staging", key := company.person.new_key(), "alpha")
    company.pulumi("config", "set", "keyVersion", "2", "--stack=staging")
    dying = start(company)
    while not any("/locks/" in name for name in company.objects()):
        time.sleep(0.1)
    time.sleep(KILLED_AFTER_SECONDS)
    dying.kill()
    dying.wait()
    company.session.control().fault({})

    locked = company.up("staging")
    assert "the stack is currently locked by 1 lock(s)" in locked.stdout + locked.stderr
    assert company.pulumi("cancel", "--yes", "--stack=staging").returncode == 0
    finished = company.up("staging")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert company.person.stored_in("submit-key/staging") == key
