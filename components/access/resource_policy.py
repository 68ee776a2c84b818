"""Pure: the policy of the secret itself, which says what nobody may do.

Source: AWS Secrets Manager User Guide, "Resource-based policies" and "Replicate AWS Secrets Manager
secrets across Regions" (the policy is copied to each replica, word for word).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components.aws.policy_document import Statement, document, one_or_all


def resource_policy(only: Sequence[str] = ()) -> str:
    """Deny everything without TLS and, if `only` lists ARNs of roles, reading to everybody else.

    Others may still manage the secret, so that a wrong list can be corrected.
    The resource is `*`, which here means this secret: an exact ARN would not bind its replicas.
    """
    statements = [
        _deny(
            "NothingWithoutTls",
            "secretsmanager:*",
            {"Bool": {"aws:SecureTransport": "false"}},
        )
    ]
    if only:
        others = {"ArnNotEquals": {"aws:PrincipalArn": one_or_all(only)}}
        read = "secretsmanager:GetSecretValue"
        statements.append(_deny("NobodyElseReads", read, others))
    return document(statements)


def _deny(sid: str, action: str, condition: Mapping[str, Any]) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": "*",
        "Condition": condition,
    }
