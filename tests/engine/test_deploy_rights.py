"""What a bootstrapped environment's roles may do while IAM is enforced, on the real engine."""

from __future__ import annotations

from typing import Any

import pytest

from bootstrap.deploy_policy import deploy_policy, preview_policy
from bootstrap.plan import Plan
from sandbox.services.aws.app import ACCOUNT
from sandbox.stack import REGION
from tests.engine.identities import ELSEWHERE, Credentials, admin, client, enforce, is_denied, user
from tests.engine.person import Person

pytestmark = [pytest.mark.engine, pytest.mark.story]

PLAN = Plan(
    name="local", account=ACCOUNT, region=REGION, repository="acme/x", key_environment="staging"
)
GROUP = "/integration"
STORE: dict[str, Any] = {
    "recoveryWindowInDays": 0,
    "kmsKey": "new",
    "tags": {"team": "print"},
    "replicas": [{"region": ELSEWHERE}],
    "parameter": "/submit-key/local/key",
    "baseUrlParameter": "/submit-key/local/base-url",
}


def become(person: Person, who: Credentials) -> None:
    """Assume a role, as a workflow does."""
    person.session.pulumi("config", "set", "aws:accessKey", who["aws_access_key_id"])
    secret_key = who["aws_secret_access_key"]
    person.session.pulumi("config", "set", "--secret", "aws:secretKey", stdin=secret_key)


def test_the_role_of_a_deployment_carries_a_life_with_a_kms_key_of_its_own(person: Person) -> None:
    deployer = user(person, "deployer", deploy_policy(PLAN))
    previewer = user(person, "previewer", preview_policy(PLAN))
    kms = admin(person, "kms")
    of_state = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=PLAN.alias(), TargetKeyId=of_state)
    become(person, deployer)
    far = admin(person, "kms", ELSEWHERE).create_key()["KeyMetadata"]["Arn"]
    store = {**STORE, "replicas": [{"region": ELSEWHERE, "kmsKeyArn": far}]}
    person.set_store(store)
    enforce(person, True)

    outcomes = [person.up(), person.rotate(2)]
    person.set_store({**store, "tags": {"team": "web"}, "description": "Another"})
    become(person, previewer)
    outcomes.append(person.pulumi("preview", "--refresh"))
    assert not person.up().succeeded, "a preview's role changed something"
    become(person, deployer)
    outcomes += [person.up(), person.pulumi("destroy", "--skip-preview")]

    assert [each.errors for each in outcomes if not each.succeeded] == []
    mine = client(person, "kms", deployer)
    assert is_denied(lambda: mine.schedule_key_deletion(KeyId=of_state))
    assert is_denied(lambda: mine.update_alias(AliasName=PLAN.alias(), TargetKeyId=of_state))


def test_the_role_of_a_deployment_watches_and_changes_nothing_where_nothing_changed(
    person: Person,
) -> None:
    person.aws("logs").create_log_group(logGroupName=GROUP)
    person.aws("s3").create_bucket(
        Bucket="records",
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    for setting, value in {
        "record.bucket": "records",
        "monitor.logGroup": GROUP,
        "monitor.verifyLogGroup": GROUP,
        "monitor.emails[0]": "a@example.com",
    }.items():
        person.session.pulumi("config", "set", "--path", setting, value)
    previewer = user(person, "previewer", preview_policy(PLAN))
    become(person, user(person, "deployer", deploy_policy(PLAN)))
    enforce(person, True)

    first, again, rotated = person.up(), person.up(), person.rotate(2)

    assert [each.output for each in (first, again, rotated) if not each.succeeded] == []
    assert again.changes_nothing, again.output
    become(person, previewer)
    assert not person.pulumi("preview", "--refresh").errors
