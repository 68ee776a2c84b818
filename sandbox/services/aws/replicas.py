"""Copies of a secret in other regions where moto 5.2.5 differs from AWS.

Source: AWS Secrets Manager User Guide, "Replicate AWS Secrets Manager secrets across Regions": the
resource policy is replicated, too, and each copy has a KMS key of its region. DescribeSecret says
of a new copy that it is in progress, and later that it is in sync and when it was last read.
"""

from __future__ import annotations

import time
from typing import Any

from moto.secretsmanager.models import FakeSecret, ReplicaSecret, SecretsManagerBackend

_AWS_OWN = SecretsManagerBackend.DEFAULT_KMS_KEY_ALIAS
_create_replicas, _to_dict = FakeSecret.create_replicas, FakeSecret.to_dict


def mend_replicas() -> None:
    """Make moto use the rules below; before the first request."""
    ReplicaSecret.policy = property(lambda copy: copy.source.policy)  # type: ignore[attr-defined]
    ReplicaSecret.kms_key_id = property(key_of)  # type: ignore[attr-defined]
    FakeSecret.create_replicas = create_replicas  # type: ignore[assignment, method-assign]
    FakeSecret.to_dict = to_dict  # type: ignore[assignment, method-assign]


def key_of(copy: ReplicaSecret) -> str | None:
    """The customer-managed KMS key of a copy; None for AWS's own."""
    key = str(copy.config["KmsKeyId"])
    return None if key == _AWS_OWN else key


def create_replicas(
    secret: FakeSecret, replica_regions: list[dict[str, Any]], force_overwrite: bool
) -> list[ReplicaSecret]:
    """Keep the KMS key that was asked for; moto says of each copy that AWS's own encrypts it."""
    copies = _create_replicas(secret, replica_regions, force_overwrite=force_overwrite)
    for copy, asked in zip(copies, replica_regions, strict=True):
        copy.config["KmsKeyId"] = asked.get("KmsKeyId") or _AWS_OWN
        if copy.config["Status"] == "InSync":
            copy.config |= {"Status": "InProgress", "StatusMessage": "Replication in progress"}
    return copies


def to_dict(secret: FakeSecret) -> dict[str, Any]:
    """DescribeSecret: a copy that was in progress is in sync when it is looked at again."""
    said = _to_dict(secret)
    if secret.replicas:
        said["ReplicationStatus"] = [dict(copy.config) for copy in secret.replicas]
    for copy in secret.replicas:
        if copy.config["Status"] == "InProgress":
            copy.config |= {"Status": "InSync", "StatusMessage": "Replication succeeded"}
            copy.config |= {"LastAccessedDate": time.time() // 86400 * 86400}  # type: ignore[dict-item]
    return said
