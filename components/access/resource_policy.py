"""Pure: the policy of the secret itself, which says what nobody may do.

Source: AWS Secrets Manager User Guide, "Resource-based policies".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components.aws.policy_document import Statement, document, one_or_all


def resource_policy(secret_arn: str, only: Sequence[str] = ()) -> str:
    """Deny everything without TLS and, if `only` lists ARNs of roles, reading to everybody else.

    Others may still manage the secret, so that a wrong list can be corrected.
    """
    statements = [
        _deny(
            "NothingWithoutTls",
            "secretsmanager:*",
            secret_arn,
            {"Bool": {"aws:SecureTransport": "false"}},
        )
    ]
    if only:
        others = {"ArnNotEquals": {"aws:PrincipalArn": one_or_all(only)}}
        read = "secretsmanager:GetSecretValue"
        statements.append(_deny("NobodyElseReads", read, secret_arn, others))
    return document(statements)


def _deny(sid: str, action: str, resource: str, condition: Mapping[str, Any]) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }
