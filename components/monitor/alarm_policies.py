"""The policies of the alarm topic and of its KMS key. No pulumi here.

Source: Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services
and encrypted topics"; Amazon CloudWatch User Guide, "Notify users on alarm changes".
"""

from __future__ import annotations

from components.aws.policy_document import document

_CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}


def alarm_key_policy(near: str) -> str:
    """The account administers the key; only CloudWatch alarms of this account may use it."""
    _, partition, _, _, account, *_ = near.split(":")
    return document(
        [
            {
                "Sid": "TheAccountAdministersTheKey",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Sid": "AlarmsAreEncrypted",
                "Effect": "Allow",
                "Principal": _CLOUDWATCH,
                "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:SourceAccount": account}},
            },
        ]
    )


def alarm_topic_policy(near: str, topic_name: str) -> str:
    """Only alarms of this account and region may publish, and only over TLS."""
    _, partition, _, region, account, *_ = near.split(":")
    topic = f"arn:{partition}:sns:{region}:{account}:{topic_name}"
    return document(
        [
            {
                "Sid": "AlarmsOfThisAccountPublish",
                "Effect": "Allow",
                "Principal": _CLOUDWATCH,
                "Action": "sns:Publish",
                "Resource": topic,
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account},
                    "ArnLike": {
                        "aws:SourceArn": f"arn:{partition}:cloudwatch:{region}:{account}:alarm:*"
                    },
                },
            },
            {
                "Sid": "NothingIsPublishedInClear",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": topic,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ]
    )
