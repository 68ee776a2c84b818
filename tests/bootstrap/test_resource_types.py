"""A deployment has the rights for every type of resource that the components create."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator

from bootstrap.deploy_policy import deploy_policy
from bootstrap.plan import Plan
from sandbox.folder import CHECKOUT
from tests.support.policy_documents import listed

WRITES = {
    "cloudwatch.Dashboard": "cloudwatch:PutDashboard cloudwatch:DeleteDashboards",
    "cloudwatch.LogMetricFilter": "logs:PutMetricFilter logs:DeleteMetricFilter",
    "cloudwatch.MetricAlarm": "cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms",
    "iam.Policy": "iam:CreatePolicy iam:CreatePolicyVersion iam:DeletePolicyVersion"
    " iam:DeletePolicy",
    "iam.RolePolicyAttachment": "iam:AttachRolePolicy iam:DetachRolePolicy",
    "kms.Alias": "kms:CreateAlias kms:UpdateAlias kms:DeleteAlias",
    "kms.Key": "kms:CreateKey kms:EnableKeyRotation kms:PutKeyPolicy kms:UpdateKeyDescription"
    " kms:TagResource kms:UntagResource kms:ScheduleKeyDeletion",
    "s3.BucketObjectv2": "s3:PutObject s3:PutObjectRetention",
    "secretsmanager.Secret": "secretsmanager:CreateSecret secretsmanager:UpdateSecret"
    " secretsmanager:ReplicateSecretToRegions secretsmanager:RemoveRegionsFromReplication"
    " secretsmanager:TagResource secretsmanager:UntagResource secretsmanager:DeleteSecret",
    "secretsmanager.SecretPolicy": "secretsmanager:PutResourcePolicy"
    " secretsmanager:DeleteResourcePolicy",
    "secretsmanager.SecretVersion": "secretsmanager:PutSecretValue"
    " secretsmanager:UpdateSecretVersionStage",
    "sns.Topic": "sns:CreateTopic sns:SetTopicAttributes sns:DeleteTopic",
    "sns.TopicSubscription": "sns:Subscribe sns:Unsubscribe",
    "ssm.Parameter": "ssm:PutParameter ssm:AddTagsToResource ssm:RemoveTagsFromResource"
    " ssm:DeleteParameter",
}
"""The AWS actions that create, change and delete each type of resource."""
ADMINISTRATORS = {
    "iam.OpenIdConnectProvider": "iam:GetOpenIDConnectProvider",
    "iam.Role": "iam:GetRole iam:ListAttachedRolePolicies iam:ListRolePolicies",
}
"""Types that the role may only read: creating them could give itself any right."""


def made() -> Iterator[str]:
    """Each type of AWS resource that the components create."""
    for path in (CHECKOUT / "components").rglob("*.py"):
        tree = ast.parse(path.read_text())
        services = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "pulumi_aws"
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner, name = node.func.value, node.func.attr
                is_resource = name[0].isupper() and not name.endswith("Args")
                if isinstance(owner, ast.Name) and owner.id in services and is_resource:
                    yield f"{owner.id}.{name}"


def allowed() -> set[str]:
    """The actions that a deployment is allowed."""
    plan = Plan(name="staging", account="123456789012", region="eu-west-1", repository="acme/infra")
    statements = json.loads(deploy_policy(plan))["Statement"]
    each = [statement["Action"] for statement in statements if statement["Effect"] == "Allow"]
    return {action for actions in each for action in listed(actions)}


def test_every_type_of_resource_that_is_made_has_its_rights() -> None:
    types = set(made())

    assert types == WRITES.keys() | ADMINISTRATORS.keys(), "say here what it calls"
    needed = {action for calls in (WRITES | ADMINISTRATORS).values() for action in calls.split()}
    assert needed - allowed() == set()
    assert not {one for one in allowed() if one.startswith("iam:CreateRole")}
