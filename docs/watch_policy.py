"""The policy to paste for `monitor` and `record`: capitals stand for what only its reader knows.

Source: AWS Service Authorization Reference for CloudWatch, CloudWatch Logs, SNS, KMS and S3; the
calls of the aws provider. Tests hold it to the calls that are made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from components.document import Statement, allow, document
from components.record_archive import object_name

_ALARM = (
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:ListTagsForResource",
    "cloudwatch:PutMetricAlarm",
)
_DASHBOARD = ("cloudwatch:DeleteDashboards", "cloudwatch:GetDashboard", "cloudwatch:PutDashboard")
_FILTER = ("logs:DeleteMetricFilter", "logs:DescribeMetricFilters", "logs:PutMetricFilter")
_TOPIC = (
    "sns:CreateTopic",
    "sns:DeleteTopic",
    "sns:GetTopicAttributes",
    "sns:ListTagsForResource",
    "sns:SetTopicAttributes",
    "sns:Subscribe",
)
_SUBSCRIPTION = ("sns:GetSubscriptionAttributes", "sns:Unsubscribe")
_KEY = (
    "kms:DescribeKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
)
_COPY = ("s3:GetObject", "s3:GetObjectTagging", "s3:PutObject", "s3:PutObjectRetention")
"""A copy is never removed: the lock would refuse it, so the stack leaves it where it is."""


def watch_policy() -> str:
    """The document as it is committed."""
    return json.dumps(json.loads(document([*_monitor(), _copies()])), indent=2) + "\n"


def _monitor() -> Iterator[Statement]:
    here = "REGION:ACCOUNT"
    yield allow(
        "CountFailedAuthentication", _FILTER, [f"arn:aws:logs:{here}:log-group:LOG-GROUP:*"]
    )
    alarms = f"arn:aws:cloudwatch:{here}:alarm:submit-key-STACK-*"
    yield allow("AlarmsOfThisStack", _ALARM, [alarms])
    dashboard = "arn:aws:cloudwatch::ACCOUNT:dashboard/submit-key-STACK"
    yield allow("DashboardOfThisStack", _DASHBOARD, [dashboard])
    yield allow("TopicOfThisStack", _TOPIC, [f"arn:aws:sns:{here}:submit-key-STACK-alarms"])
    # AWS gives these no resource.
    yield allow("SubscriptionsOfTheTopic", _SUBSCRIPTION, ["*"])
    yield allow("MakeTheKeyOfTheTopic", ["kms:CreateKey"], ["*"])
    yield allow("KeyOfTheTopic", _KEY, [f"arn:aws:kms:{here}:key/*"])


def _copies() -> Statement:
    """All copies of a stack lie in one folder, whatever their time and number."""
    stack = "ORGANIZATION/submit-key/STACK"
    folder, _, _ = object_name({"stack": stack, "at": "", "sequence": 1}).rpartition("/")
    return allow("CopiesOfTheRecord", _COPY, [f"arn:aws:s3:::BUCKET/{folder}/*"])
