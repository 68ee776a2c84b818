"""Copies of a secret in other regions where moto 5.2.5 differs from AWS.

Source: AWS Secrets Manager User Guide, "Replicate AWS Secrets Manager secrets across Regions": the
resource policy is replicated, too, and each copy has a KMS key of its region.
"""

from __future__ import annotations

from typing import Any

from moto.secretsmanager.models import FakeSecret, ReplicaSecret, SecretsManagerBackend

_AWS_OWN = SecretsManagerBackend.DEFAULT_KMS_KEY_ALIAS
_create_replicas = FakeSecret.create_replicas


def mend_replicas() -> None:
    """Make moto use the rules below; before the first request."""
    ReplicaSecret.policy = property(lambda copy: copy.source.policy)  # type: ignore[attr-defined]
    ReplicaSecret.kms_key_id = property(key_of)  # type: ignore[attr-defined]
    FakeSecret.create_replicas = create_replicas  # type: ignore[assignment, method-assign]


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
    return copies
