"""The stand-in for the aws provider: one row per resource type."""

from __future__ import annotations

from functools import partial

from sandbox.providers.aws import client as aws_client
from sandbox.providers.aws import functions as aws_functions
from sandbox.providers.aws.cloudwatch import DASHBOARD, METRIC_ALARM
from sandbox.providers.aws.iam import (
    OPEN_ID_CONNECT_PROVIDER,
    POLICY,
    ROLE,
    ROLE_POLICY_ATTACHMENT,
)
from sandbox.providers.aws.kms import ALIAS, KEY
from sandbox.providers.aws.logs import LOG_METRIC_FILTER
from sandbox.providers.aws.s3 import OBJECT
from sandbox.providers.aws.secret_versions import VERSION
from sandbox.providers.aws.secretsmanager import SECRET, SECRET_POLICY
from sandbox.providers.aws.sns import TOPIC, TOPIC_SUBSCRIPTION
from sandbox.providers.aws.ssm import PARAMETER
from sandbox.providers.provider import Provider
from sandbox.providers.resource import Resource
from sandbox.providers.schema import load

RESOURCES: dict[str, Resource] = {
    "aws:cloudwatch/dashboard:Dashboard": DASHBOARD,
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": LOG_METRIC_FILTER,
    "aws:cloudwatch/metricAlarm:MetricAlarm": METRIC_ALARM,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": OPEN_ID_CONNECT_PROVIDER,
    "aws:iam/policy:Policy": POLICY,
    "aws:iam/role:Role": ROLE,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ROLE_POLICY_ATTACHMENT,
    "aws:kms/alias:Alias": ALIAS,
    "aws:kms/key:Key": KEY,
    "aws:s3/bucketObjectv2:BucketObjectv2": OBJECT,
    "aws:secretsmanager/secret:Secret": SECRET,
    "aws:secretsmanager/secretPolicy:SecretPolicy": SECRET_POLICY,
    "aws:secretsmanager/secretVersion:SecretVersion": VERSION,
    "aws:sns/topic:Topic": TOPIC,
    "aws:sns/topicSubscription:TopicSubscription": TOPIC_SUBSCRIPTION,
    "aws:ssm/parameter:Parameter": PARAMETER,
}


def provider() -> Provider:
    """What `plugin.py` serves."""
    schema = load("aws")
    return Provider(
        schema=schema,
        connect=partial(aws_client.connect, schema),
        complaints=partial(aws_client.complaints, schema),
        explain=aws_client.explain,
        resources=RESOURCES,
        functions=aws_functions.FUNCTIONS,
    )
