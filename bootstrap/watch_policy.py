"""Pure: the rights that `pulumi up` needs for the watch and for the copies of the record.

Source: AWS Service Authorization Reference for CloudWatch, CloudWatch Logs, SNS, KMS and S3. A
test compares them with the calls that are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components.aws.arn import Arn
from components.aws.names import watch_prefix
from components.aws.policy_document import Statement, allow, document
from components.store.kms_policy import KEEP_KEY, MAKE_KEY

_FILTER = ("logs:PutMetricFilter", "logs:DeleteMetricFilter", "logs:DescribeMetricFilters")
_ALARM = (
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:DeleteAlarms",
    "cloudwatch:ListTagsForResource",
)
_DASHBOARD = ("cloudwatch:PutDashboard", "cloudwatch:GetDashboard", "cloudwatch:DeleteDashboards")
_TOPIC = (
    "sns:CreateTopic",
    "sns:DeleteTopic",
    "sns:GetTopicAttributes",
    "sns:SetTopicAttributes",
    "sns:ListTagsForResource",
    "sns:Subscribe",
)
_SUBSCRIPTION = ("sns:GetSubscriptionAttributes", "sns:Unsubscribe")
_RECORD = (
    "s3:PutObject",
    "s3:PutObjectRetention",
    "s3:GetObject",
    "s3:GetObjectRetention",
    "s3:GetObjectTagging",
)
"""Without `s3:GetObjectRetention` S3 does not show the lock, and each update would set it again."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """The resources of the watch, by exact ARN wherever it is known beforehand."""

    near: Arn
    """Any ARN in the stack's partition, region and account."""
    stack: str
    log_group: str
    """The log group of the code that calls the Submit API."""
    bucket: str
    """The bucket for copies of the record."""
    organization: str
    """The first part of the stack's full name."""

    @property
    def alarms(self) -> str:
        """The ARN of the alarms."""
        return self.near.of("cloudwatch", f"alarm:{self._prefix}-*")

    @property
    def topic(self) -> str:
        """The ARN of the alarms' topic."""
        return self.near.of("sns", f"{self._prefix}-alarms")

    @property
    def dashboard(self) -> str:
        """The ARN of the dashboard, which is in no region."""
        return self.near.of("cloudwatch", f"dashboard/{self._prefix}", region="")

    @property
    def record(self) -> str:
        """The ARN of the record's copies."""
        return self.near.s3(f"{self.bucket}/{self.organization}/submit-key/{self.stack}/*")

    @property
    def _prefix(self) -> str:
        return watch_prefix(f"submit-key-{self.stack}")


def watch_policy(watched: Watched) -> str:
    """The whole policy, for an identity that also has the rotator's."""
    keys = [watched.near.of("kms", "key/*")]
    # AWS knows no resource for a key that does not exist yet.
    make = allow("MakeTheKeyOfTheTopic", MAKE_KEY, ["*"])
    return document([*watch(watched), make, allow("KeyOfTheTopic", KEEP_KEY, keys)])


def watch(watched: Watched) -> Iterator[Statement]:
    """The statements without those for the topic's KMS key."""
    near = watched.near
    group = near.of("logs", f"log-group:{watched.log_group}:*")
    yield allow("CountFailedAuthentication", _FILTER, [group])
    yield allow("AlarmsOfThisStack", _ALARM, [watched.alarms])
    # AWS asks for it on all alarms, also where the call names some.
    yield allow("SeeAlarms", ["cloudwatch:DescribeAlarms"], [near.of("cloudwatch", "alarm:*")])
    yield allow("DashboardOfThisStack", _DASHBOARD, [watched.dashboard])
    yield allow("TopicOfThisStack", _TOPIC, [watched.topic])
    # AWS knows no resource for these actions.
    yield allow("ItsSubscriptions", _SUBSCRIPTION, ["*"])
    yield allow("CopiesOfTheRecord", _RECORD, [watched.record])
