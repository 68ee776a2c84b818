"""Refuses to forget the copies of a secret in other regions.

Source: terraform-provider-aws, `aws_secretsmanager_secret`: `replica` is optional and computed. So
the provider takes away one copy of several, but leaves the last one where no copy is asked for any
more: it would keep the key and get each new one, and nothing would say so.
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_aws.secretsmanager.outputs import SecretReplica


def refuse_forgotten(
    secret_name: str, asked: Sequence[str], there: Sequence[SecretReplica] | None
) -> None:
    """Stop where regions still have a copy and the settings ask for none.

    Raises:
        pulumi.RunError: one line that names the regions and the way out.
    """
    regions = " ".join(copy.region for copy in there or ())
    if regions and not asked:
        raise pulumi.RunError(
            f"store.replicas: is empty, but {secret_name} has copies in {regions}, and the provider"
            " does not take away the last one; run aws secretsmanager"
            f" remove-regions-from-replication --secret-id {secret_name} --remove-replica-regions"
            f" {regions}, then pulumi refresh"
        )
