"""`verify` finds nothing where nobody changed anything, on the genuine engine."""

from __future__ import annotations

import json
import sys

import pytest

from tests.engine.identities import ELSEWHERE
from tests.engine.person import Person

pytestmark = [pytest.mark.engine, pytest.mark.story]
GROUP = "/integration"
FOREIGN = {"Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}


def verify(person: Person) -> list[str]:
    """What `make verify` says, line by line."""
    done = person.session.run(sys.executable, "-m", "ci", "verify", "local")
    return (done.stdout + done.stderr).strip().splitlines()


def test_what_aws_moves_by_itself_is_no_drift_and_what_somebody_attached_is(
    operator: Person,
) -> None:
    operator.aws("logs").create_log_group(logGroupName=GROUP)
    operator.set_store({"recoveryWindowInDays": 0, "replicas": [{"region": ELSEWHERE}]})
    for setting, value in {
        "monitor.logGroup": GROUP,
        "monitor.emails[0]": "a@example.com",
        "access.deploy.repository": "acme/alpha",
        "access.deploy.environment": "production",
    }.items():
        operator.session.pulumi("config", "set", "--path", setting, value)
    assert operator.up().succeeded
    sns, topic = operator.aws("sns"), operator.outputs()["alarmTopicArn"]
    [asked] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    token = asked["SubscriptionArn"].rpartition(":")[2]
    sns.confirm_subscription(TopicArn=topic, Token=token)

    assert verify(operator) == ["Everything is as it was left."]

    document = json.dumps({"Version": "2012-10-17", **FOREIGN})
    made = operator.iam.create_policy(PolicyName="foreign", PolicyDocument=document)["Policy"]
    operator.iam.attach_role_policy(RoleName="submit-key-local-deploy", PolicyArn=made["Arn"])
    sns.unsubscribe(SubscriptionArn=asked["SubscriptionArn"])
    gone, widened = sorted(verify(operator), key=len, reverse=True)
    assert "email-a@example.com` is gone: nobody confirmed it within 48 hours" in gone
    assert widened == "- `submit-key-access-deploy-role` was changed: managedPolicyArns"
