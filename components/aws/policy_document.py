"""Pure: policy documents, their statements, and the sizes that AWS accepts.

Source: IAM User Guide, "IAM and AWS STS quotas" (white space is not counted in a managed policy);
AWS Secrets Manager quotas; AWS KMS quotas.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

MANAGED_POLICY_LIMIT = 6144
"""Characters of a managed policy."""
INLINE_POLICIES_LIMIT = 10240
"""Characters of all inline policies of a role together."""
TRUST_POLICY_LIMIT = 2048
"""Characters of a role's trust policy."""
RESOURCE_POLICY_LIMIT = 20480
"""Characters of a secret's resource policy."""
KEY_POLICY_LIMIT = 32768
"""Bytes of a KMS key policy."""

Statement = Mapping[str, Any]
Condition = Mapping[str, Mapping[str, Any]]


def allow(
    sid: str, actions: Iterable[str], resources: Iterable[str], condition: Condition | None = None
) -> Statement:
    """A statement of an identity policy. A single action or resource is no list, as in AWS."""
    statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": one_or_all(actions),
        "Resource": one_or_all(resources),
    }
    return {**statement, "Condition": condition} if condition else statement


def document(statements: Iterable[Statement]) -> str:
    """The document as compact JSON."""
    whole = {"Version": "2012-10-17", "Statement": list(statements)}
    return json.dumps(whole, separators=(",", ":"))


def one_or_all(items: Iterable[str]) -> str | list[str]:
    """The item if there is just one, else the list."""
    listed = list(items)
    return listed[0] if len(listed) == 1 else listed
