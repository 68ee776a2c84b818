"""SNS: topics and subscriptions."""

from __future__ import annotations

import re
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import code, found_or_none, ignoring_missing
from sandbox.providers.aws.names import given_or_generated
from sandbox.providers.aws.tags import all_tags, found, pairs, retag
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_document
from sandbox.providers.wire import Properties

_TEXTS = (
    "archivePolicy",
    "deliveryPolicy",
    "displayName",
    "fifoThroughputScope",
    "kmsMasterKeyId",
    "policy",
    "tracingConfig",
)
_FLAGS = ("contentBasedDeduplication", "fifoTopic")
_NUMBERS = ("maximumMessageSize", "signatureVersion")
_CHANNELS = {"application": "Application", "firehose": "Firehose", "http": "HTTP"}
_CHANNELS |= {"lambda": "Lambda", "sqs": "SQS"}
_SUBSCRIPTION_TEXTS = (
    "deliveryPolicy",
    "filterPolicy",
    "filterPolicyScope",
    "redrivePolicy",
    "replayPolicy",
    "subscriptionRoleArn",
)


def _attribute(name: str) -> str:
    """`displayName` is DisplayName, `sqsFailureFeedbackRoleArn` SQSFailureFeedbackRoleArn."""
    feedback = re.fullmatch(r"([a-z]+)((?:Failure|Success)Feedback.*)", name)
    if feedback:
        return _CHANNELS[feedback[1]] + feedback[2]
    return name[0].upper() + name[1:]


def _attributes(state: Properties, names: tuple[str, ...]) -> dict[str, str]:
    return {_attribute(name): _text(state[name]) for name in names if state.get(name)}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _topic_names(state: Properties) -> tuple[str, ...]:
    feedback = tuple(name for name in state if "Feedback" in name)
    return (*_TEXTS, *_FLAGS, *_NUMBERS, *feedback)


def _create(aws: Aws, state: Properties) -> str:
    name = given_or_generated(state)
    if state.get("fifoTopic") and not name.endswith(".fifo"):
        name += ".fifo"
    made = aws.client("sns").create_topic(
        Name=name,
        Attributes=_attributes(state, _topic_names(state)),
        Tags=pairs(all_tags(aws, state)),
    )
    return str(made["TopicArn"])


def _read(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("sns")
    answer = found_or_none(lambda: client.get_topic_attributes(TopicArn=id_))
    if answer is None:
        return None
    remote = answer["Attributes"]
    tags = client.list_tags_for_resource(ResourceArn=id_)["Tags"]
    return {
        **{name: remote.get(_attribute(name)) or None for name in _TEXTS},
        **{name: remote.get(_attribute(name)) == "true" for name in _FLAGS},
        **{name: int(remote.get(_attribute(name), 0)) for name in _NUMBERS},
        "arn": id_,
        "beginningArchiveTime": remote.get("BeginningArchiveTime", ""),
        "name": id_.rpartition(":")[2],
        "namePrefix": state.get("namePrefix", ""),
        "owner": remote.get("Owner", ""),
        "region": aws.region,
        **found(aws, tags, state),
    }


def _update(aws: Aws, id_: str, old: Properties, state: Properties) -> None:
    client = aws.client("sns")
    for name in dict.fromkeys((*_topic_names(old), *_topic_names(state))):
        if old.get(name) != state.get(name):
            client.set_topic_attributes(
                TopicArn=id_,
                AttributeName=_attribute(name),
                AttributeValue=_text(state.get(name, "")),
            )
    retag(
        aws,
        old,
        state,
        lambda tags: client.tag_resource(ResourceArn=id_, Tags=pairs(tags)),
        lambda keys: client.untag_resource(ResourceArn=id_, TagKeys=keys),
    )


def _delete(aws: Aws, id_: str, _state: Properties) -> None:
    with ignoring_missing():
        aws.client("sns").delete_topic(TopicArn=id_)


def _subscribe(aws: Aws, state: Properties) -> str:
    attributes = _attributes(state, (*_SUBSCRIPTION_TEXTS, "rawMessageDelivery"))
    made = aws.client("sns").subscribe(
        TopicArn=state["topic"],
        Protocol=state["protocol"],
        Endpoint=state["endpoint"],
        Attributes=attributes,
        ReturnSubscriptionArn=True,
    )
    return str(made["SubscriptionArn"])


def _read_subscription(aws: Aws, id_: str, _state: Properties) -> Properties | None:
    client = aws.client("sns")
    answer = found_or_none(lambda: client.get_subscription_attributes(SubscriptionArn=id_))
    if answer is None:
        return None
    remote = answer["Attributes"]
    return {
        **{name: remote.get(_attribute(name)) or None for name in _SUBSCRIPTION_TEXTS},
        "arn": id_,
        "confirmationWasAuthenticated": remote.get("ConfirmationWasAuthenticated") == "true",
        "endpoint": remote["Endpoint"],
        "filterPolicyScope": remote.get("FilterPolicyScope", ""),
        "ownerId": remote.get("Owner", ""),
        "pendingConfirmation": remote.get("PendingConfirmation") == "true",
        "protocol": remote["Protocol"],
        "rawMessageDelivery": remote.get("RawMessageDelivery") == "true",
        "region": aws.region,
        "topic": remote["TopicArn"],
    }


def _update_subscription(aws: Aws, id_: str, old: Properties, state: Properties) -> None:
    for name in (*_SUBSCRIPTION_TEXTS, "rawMessageDelivery"):
        if old.get(name) != state.get(name):
            aws.client("sns").set_subscription_attributes(
                SubscriptionArn=id_,
                AttributeName=_attribute(name),
                AttributeValue=_text(state.get(name, "")),
            )


def _unsubscribe(aws: Aws, id_: str, _state: Properties) -> None:
    """One that nobody confirmed cannot be removed; it vanishes by itself."""
    with ignoring_missing(also=lambda fault: code(fault) == "InvalidParameter"):
        aws.client("sns").unsubscribe(SubscriptionArn=id_)


TOPIC = Resource(
    title="SNS Topic",
    create=_create,
    read=_read,
    update=_update,
    delete=_delete,
    autoname="",
    defaults={"contentBasedDeduplication": False, "fifoTopic": False},
    equal=dict.fromkeys(("archivePolicy", "deliveryPolicy", "policy"), same_document),
)
TOPIC_SUBSCRIPTION = Resource(
    title="SNS Topic Subscription",
    create=_subscribe,
    read=_read_subscription,
    update=_update_subscription,
    delete=_unsubscribe,
    defaults={
        "confirmationTimeoutInMinutes": 1,
        "endpointAutoConfirms": False,
        "rawMessageDelivery": False,
    },
    equal=dict.fromkeys(("deliveryPolicy", "filterPolicy", "redrivePolicy"), same_document),
)
