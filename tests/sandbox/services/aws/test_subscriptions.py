"""Subscriptions of people wait for their confirmation, and not for ever."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.sns.models import sns_backends

from sandbox.services.aws.app import ACCOUNT
from sandbox.services.aws.subscriptions import PATIENCE_SECONDS
from tests.sandbox.services.aws.conftest import REGION, Client


@pytest.fixture
def sns(client: Client) -> Any:
    return client("sns")


@pytest.fixture
def asked(sns: Any) -> dict[str, str]:
    """A subscription that nobody has confirmed: its topic and its own ARN."""
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    made = sns.subscribe(
        TopicArn=topic, Protocol="email", Endpoint="a@b.c", ReturnSubscriptionArn=True
    )
    return {"TopicArn": topic, "SubscriptionArn": made["SubscriptionArn"]}


def state(sns: Any, asked: dict[str, str]) -> str:
    found = sns.get_subscription_attributes(SubscriptionArn=asked["SubscriptionArn"])
    return str(found["Attributes"]["PendingConfirmation"]).lower()


def test_it_is_pending_until_it_is_confirmed(sns: Any, asked: dict[str, str]) -> None:
    assert state(sns, asked) == "true"
    with pytest.raises(ClientError, match="pending confirmation"):
        sns.unsubscribe(SubscriptionArn=asked["SubscriptionArn"])

    token = asked["SubscriptionArn"].rpartition(":")[2]
    sns.confirm_subscription(TopicArn=asked["TopicArn"], Token=token)

    assert state(sns, asked) == "false"
    sns.unsubscribe(SubscriptionArn=asked["SubscriptionArn"])


def test_it_is_gone_when_nobody_confirms_it_for_48_hours(sns: Any, asked: dict[str, str]) -> None:
    known = sns_backends[ACCOUNT][REGION].subscriptions[asked["SubscriptionArn"]]
    known.asked_at -= PATIENCE_SECONDS + 1  # type: ignore[attr-defined]

    with pytest.raises(ClientError, match="NotFound"):
        state(sns, asked)
