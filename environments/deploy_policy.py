"""Pure policy documents of the two roles that workflows take, by OIDC, without any stored key.

Source: GitHub docs, "Configuring OpenID Connect in Amazon Web Services"; AWS Service Authorization
Reference for S3, KMS, Secrets Manager, IAM, CloudWatch, Logs and SNS; the calls of the aws
provider 7.51.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from environments.plan import PROJECT, Plan

Document = dict[str, Any]
ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"


def trust_policy(plan: Plan, github_environment: str) -> Document:
    """Only jobs of this repository that run in this GitHub environment may take the role."""
    return _document(
        {
            "Sid": "JobsOfOneEnvironment",
            "Effect": "Allow",
            "Principal": {"Federated": plan.arn("iam", f"oidc-provider/{ISSUER}", is_global=True)},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    f"{ISSUER}:aud": AUDIENCE,
                    f"{ISSUER}:sub": f"repo:{plan.repository}:environment:{github_environment}",
                }
            },
        }
    )


def preview_policy(plan: Plan) -> Document:
    """What `pulumi preview` needs: read the state, decrypt the settings, look at what is there."""
    return _document(*_state_read(plan), *_decrypt(plan), *_look(plan))


def deploy_policy(plan: Plan) -> Document:
    """What `pulumi up` needs: the same, and to change this stack's own things."""
    return _document(
        *_state_read(plan), *_state_write(plan), *_decrypt(plan), *_look(plan), *_change(plan)
    )


def bucket_policy(plan: Plan) -> Document:
    """Nobody reads or writes the state without TLS."""
    bucket = _bucket(plan)
    return _document(
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket, f"{bucket}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    )


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(sid: str, actions: Sequence[str], resources: Sequence[str], **more: Any) -> Document:
    actions, resources = list(actions), list(resources)
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources, **more}


def _bucket(plan: Plan) -> str:
    return f"arn:{plan.partition}:s3:::{plan.state_bucket}"


def _state_read(plan: Plan) -> list[Document]:
    """Of every stack: what is a secret in it cannot be read without that stack's KMS key."""
    listing = {"StringLike": {"s3:prefix": [".pulumi/*", ".pulumi"]}}
    return [
        _allow("ListState", ["s3:ListBucket"], [_bucket(plan)], Condition=listing),
        _allow("ReadState", ["s3:GetObject"], [f"{_bucket(plan)}/.pulumi/*"]),
    ]


def _state_write(plan: Plan) -> list[Document]:
    """Of this stack alone: its checkpoint, history, backups and lock."""
    own = [f"{_bucket(plan)}/.pulumi/*/{PROJECT}/{plan.name}{end}" for end in (".json*", "/*")]
    return [_allow("WriteState", ["s3:PutObject", "s3:DeleteObject"], own)]


def _decrypt(plan: Plan) -> list[Document]:
    """The siblings' keys, too: the engine decrypts a sibling's state to read its outputs."""
    aliases = [plan.alias(name) for name in (plan.name, *plan.siblings)]
    condition = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": aliases}}
    return [_allow("Decrypt", ["kms:Decrypt"], [plan.arn("kms", "key/*")], Condition=condition)]


def _secret(plan: Plan) -> str:
    return plan.arn("secretsmanager", f"secret:{PROJECT}/{plan.name}-*")


def _look(plan: Plan) -> list[Document]:
    secret = ["DescribeSecret", "GetSecretValue", "GetResourcePolicy", "ListSecretVersionIds"]
    reading = ["GetPolicy", "GetPolicyVersion", "ListPolicyVersions", "GetRole"]
    listing = ["ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy"]
    policies, roles = _policies(plan), plan.arn("iam", "role/*", is_global=True)
    return [
        _allow("LookAtTheSecret", _of("secretsmanager", secret), [_secret(plan)]),
        _allow("LookAtAccess", _of("iam", [*reading, *listing]), [policies, roles]),
        _allow("LookAtTheWatch", _WATCH_READ, ["*"]),
    ]


def _change(plan: Plan) -> list[Document]:
    secret = [
        *("CreateSecret", "UpdateSecret", "DeleteSecret", "RestoreSecret", "PutSecretValue"),
        *("UpdateSecretVersionStage", "PutResourcePolicy", "DeleteResourcePolicy"),
        *("ReplicateSecretToRegions", "RemoveRegionsFromReplication"),
        *("TagResource", "UntagResource"),
    ]
    policy = ["CreatePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "DeletePolicy"]
    tagging = ["TagPolicy", "UntagPolicy", "SetDefaultPolicyVersion"]
    attach = ["AttachRolePolicy", "DetachRolePolicy"]
    # Without the condition the role could give itself, or any other, every right there is.
    own_policies = {"ArnLike": {"iam:PolicyARN": _policies(plan)}}
    roles = [plan.arn("iam", "role/*", is_global=True)]
    return [
        _allow("ChangeTheSecret", _of("secretsmanager", secret), [_secret(plan)]),
        _allow("ChangePolicies", _of("iam", [*policy, *tagging]), [_policies(plan)]),
        _allow("Attach", _of("iam", attach), roles, Condition=own_policies),
        _allow("ChangeTheWatch", _WATCH_WRITE, _watched(plan)),
    ]


def _policies(plan: Plan) -> str:
    """The engine's automatic names: `reader-1a2b3c4`."""
    return plan.arn("iam", "policy/reader-*", is_global=True)


def _of(service: str, operations: Sequence[str]) -> list[str]:
    return [f"{service}:{operation}" for operation in operations]


_WATCH_READ = [
    *_of("cloudwatch", ["DescribeAlarms", "ListTagsForResource"]),
    *_of("logs", ["DescribeLogGroups", "DescribeMetricFilters", "ListTagsForResource"]),
    *_of("sns", ["GetTopicAttributes", "GetSubscriptionAttributes", "ListTagsForResource"]),
]
_WATCH_WRITE = [
    *_of("cloudwatch", ["PutMetricAlarm", "DeleteAlarms", "TagResource", "UntagResource"]),
    *_of("logs", ["PutMetricFilter", "DeleteMetricFilter"]),
    *_of("sns", ["CreateTopic", "DeleteTopic", "SetTopicAttributes", "Subscribe", "Unsubscribe"]),
    *_of("sns", ["TagResource", "UntagResource"]),
]


def _watched(plan: Plan) -> list[str]:
    """The alarm of failed authentications: names are the engine's own."""
    kinds = {"cloudwatch": "alarm:*", "logs": "log-group:*", "sns": "*"}
    return [plan.arn(service, resource) for service, resource in kinds.items()]
