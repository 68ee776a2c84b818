"""`AlarmTopic`: the encrypted SNS topic of the alarms, and its subscribers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import kms, sns

from components.monitor.alarm_policies import alarm_key_policy, alarm_topic_policy


@dataclass(frozen=True, kw_only=True)
class AlarmTopicArgs:
    """What an `AlarmTopic` needs."""

    topic_name: str
    near: pulumi.Output[str]
    """Any ARN in the same partition, region and account."""
    emails: Sequence[str] = ()
    endpoints: Sequence[str] = ()


class AlarmTopic(pulumi.ComponentResource):
    """Send alarms to people.

    Type `atomyx:submit:AlarmTopic`. Makes:

    - `<name>-key`: the KMS Key; AWS's own key for SNS does not let CloudWatch publish
    - `<name>-alarms`: the Topic, which accepts only alarms of this account, over TLS
    - `<name>-email-<address>`: a TopicSubscription for each address
    - `<name>-endpoint-<number>`: a TopicSubscription for each endpoint. Its URL may be a
      credential, so the name has a number instead
    """

    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: AlarmTopicArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:AlarmTopic", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        key = kms.Key(
            f"{name}-key",
            description="Alarms of the Atomyx Submit API key",
            enable_key_rotation=True,
            policy=args.near.apply(alarm_key_policy),
            opts=child,
        )
        topic = sns.Topic(
            f"{name}-alarms",
            name=args.topic_name,
            kms_master_key_id=key.arn,
            policy=args.near.apply(lambda near: alarm_topic_policy(near, args.topic_name)),
            opts=child,
        )
        self._tell(topic, "email", {f"{name}-email-{each}": each for each in args.emails})
        numbered = {f"{name}-endpoint-{i}": each for i, each in enumerate(args.endpoints, 1)}
        self._tell(topic, "https", numbered)
        self.arn = topic.arn
        self.register_outputs({"arn": topic.arn})

    def _tell(self, topic: sns.Topic, protocol: str, endpoints: dict[str, str]) -> None:
        for name, endpoint in endpoints.items():
            sns.TopicSubscription(
                name,
                topic=topic.arn,
                protocol=protocol,
                endpoint=pulumi.Output.secret(endpoint) if protocol == "https" else endpoint,
                opts=pulumi.ResourceOptions(parent=self),
            )
