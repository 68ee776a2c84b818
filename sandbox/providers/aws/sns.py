"""SNS: topics and subscriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import code, found_or_none, ignoring_missing
from sandbox.providers.aws.row import Row, members, sent
from sandbox.providers.aws.tags import Tagging
from sandbox.providers.resource import ProviderError
from sandbox.providers.sameness import same_document
from sandbox.providers.wire import Properties, unknown

_ATTRIBUTES = members("kmsMasterKeyId", "policy")


@dataclass(frozen=True, kw_only=True)
class _Topic(Row):
    def create(self, client: Aws, state: Properties) -> str:
        """The real plugin refuses a topic that exists; SNS itself would hand it over."""
        account = client.client("sts").get_caller_identity()["Account"]
        arn = f"arn:aws:sns:{client.region}:{account}:{state['name']}"
        if found_or_none(lambda: self.call(client, self.gets, {"TopicArn": arn})):
            raise ProviderError("already exists")
        return super().create(client, state)

    def arguments(self, state: Properties) -> Properties:
        attributes = {member: state.get(name) for name, member in _ATTRIBUTES.items()}
        return {"Name": state["name"], "Attributes": sent(attributes)}

    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        return {"name": id_.rpartition(":")[2]}


def _write(name: str, sns: Any, id_: str, _old: Properties, state: Properties) -> None:
    sns.set_topic_attributes(
        TopicArn=id_, AttributeName=_ATTRIBUTES[name], AttributeValue=state.get(name, "")
    )


@dataclass(frozen=True, kw_only=True)
class _Subscription(Row):
    def arguments(self, state: Properties) -> Properties:
        return {**super().arguments(state), "ReturnSubscriptionArn": True}

    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        """SNS writes these as texts."""
        said = members("confirmationWasAuthenticated", "pendingConfirmation")
        return {name: found[member].lower() == "true" for name, member in said.items()}

    def delete(self, client: Aws, id_: str, state: Properties) -> None:
        """A subscription that nobody confirmed cannot be removed; AWS drops it later."""
        with ignoring_missing(also=lambda fault: code(fault) == "InvalidParameter"):
            super().delete(client, id_, state)


def _topic_name(inputs: Properties) -> Iterator[tuple[str, str]]:
    name = inputs["name"]
    if not unknown(name) and not re.fullmatch(r"[0-9A-Za-z_-]{1,256}", name):
        yield "name", f"invalid topic name: {name}"


TOPIC = _Topic(
    title="SNS Topic",
    service="sns",
    key="TopicArn",
    members=_ATTRIBUTES,
    outputs={"arn": "TopicArn"},
    creates="create_topic",
    made="TopicArn",
    gets="get_topic_attributes",
    found="Attributes",
    deletes="delete_topic",
    changes={(name,): partial(_write, name) for name in _ATTRIBUTES},
    tagging=Tagging(target=lambda id_, _: {"ResourceArn": id_}, lists="list_tags_for_resource"),
    autoname="",
    rules=(_topic_name,),
    equal={"policy": same_document},
)
TOPIC_SUBSCRIPTION = _Subscription(
    title="SNS Topic Subscription",
    service="sns",
    key="SubscriptionArn",
    members=members("endpoint", "protocol", topic="TopicArn"),
    outputs={"arn": "SubscriptionArn"},
    creates="subscribe",
    made="SubscriptionArn",
    gets="get_subscription_attributes",
    found="Attributes",
    deletes="unsubscribe",
)
