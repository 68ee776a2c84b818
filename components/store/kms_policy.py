"""Pure: the policy of a customer-managed KMS key: who administers it, and what it encrypts.

Source: AWS KMS Developer Guide, "Key policies" and "Default key policy" (the account's root stands
for the account's IAM policies); AWS Secrets Manager User Guide, "Permissions for the KMS key"; its
API Reference, ReplicateSecretToRegions and UpdateSecret.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.aws.arn import Arn, via
from components.aws.policy_document import Condition, document

USE_FOR_SECRET = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")
"""What Secrets Manager does with the KMS key on behalf of those who read and write.

`kms:Encrypt` is for a secret that exists before it gets the KMS key: a replica, or another key.
"""
USE_FOR_PARAMETER = ("kms:Decrypt", "kms:Encrypt")
"""What Systems Manager does with it for a parameter of the standard tier."""
MAKE_KEY = ("kms:CreateKey",)
KEEP_KEY = (
    "kms:DescribeKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
)
"""What the engine does with a KMS key that a stack makes."""
_ADMINISTER = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)


def key_policy(secret: Arn, parameter_arn: str | None = None) -> str:
    """Let the account's policies administer the KMS key, and use it only through the stores.

    `secret` is the ARN before the secret exists, without the hyphen and the six characters that AWS
    adds. Nobody, not even an administrator, may encrypt or decrypt anything else with the KMS key.
    """
    account = {"AWS": secret.iam("root")}
    statements = [
        {
            "Sid": "TheAccountAdministers",
            "Effect": "Allow",
            "Principal": account,
            "Action": list(_ADMINISTER),
            "Resource": "*",
        },
        _use("TheSecretOnly", account, USE_FOR_SECRET, through_secrets(secret)),
    ]
    if parameter_arn:
        through = through_parameters(parameter_arn)
        statements.append(_use("TheParameterOnly", account, USE_FOR_PARAMETER, through))
    return document(statements)


def _use(
    sid: str, principal: dict[str, str], actions: Sequence[str], through: Condition
) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": list(actions),
        # In a KMS key's policy "*" means this KMS key.
        "Resource": "*",
        "Condition": through,
    }


def through_secrets(secret: Arn) -> Condition:
    """Only through Secrets Manager, and only for this secret.

    Secrets Manager tests a KMS key that a secret gets, with a context of its own.
    """
    contexts = [f"{secret}-??????", "RequestToValidateKeyAccess"]
    return {
        "StringEquals": {"kms:ViaService": via("secretsmanager", secret.region)},
        "StringLike": {"kms:EncryptionContext:SecretARN": contexts},
    }


def through_parameters(parameter_arn: str) -> Condition:
    """Only through Systems Manager, and only for this parameter."""
    region = Arn.parse(parameter_arn).region
    return {
        "StringEquals": {
            "kms:ViaService": via("ssm", region),
            "kms:EncryptionContext:PARAMETER_ARN": parameter_arn,
        }
    }
