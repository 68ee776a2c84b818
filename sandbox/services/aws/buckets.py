"""Bucket policies where moto 5.2.5 differs from AWS: it leaves a statement's condition out.

Source: IAM User Guide, "Policy evaluation logic": a statement applies only where its condition
holds. The sandbox stands for AWS's TLS endpoints, so `aws:SecureTransport` is true in it.
"""

from __future__ import annotations

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

_PLAIN = {"Bool": {"aws:SecureTransport": "false"}}


def mend_buckets() -> None:
    """Make moto use the rule; before the first request."""
    FakeBucket.get_permission = _permission  # type: ignore[method-assign]


def _permission(self: FakeBucket, action: str, resource: str) -> Any:
    """Leave out the statements for calls without TLS."""
    if self.policy is None:
        return PermissionResult.NEUTRAL
    document = json.loads(self.policy.decode())
    statements = document["Statement"]
    every = statements if isinstance(statements, list) else [statements]
    applying = [each for each in every if each.get("Condition") != _PLAIN]
    policy = IAMPolicy(json.dumps({**document, "Statement": applying}))
    return policy.is_action_permitted(action, resource)
