"""Refuses to give the secret another KMS key in place, in the preview.

Source: AWS Secrets Manager API Reference, UpdateSecret: only the versions at AWSCURRENT,
AWSPENDING and AWSPREVIOUS are encrypted anew, and the caller's rights on both keys are needed. A
reader gets its right on the new key by another call, so it would read nothing in between; and the
provider never asks for AWS's own key again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

_AWS_OWN = "AWS's own key"


def refuse_rekeying(secret_name: str) -> pulumi.ResourceHook:
    """A hook that stops the update of the secret, and its preview, where its KMS key differs."""

    def refuse(args: pulumi.ResourceHookArgs) -> None:
        before, after = _key(args.old_inputs), _key(args.new_inputs)
        if before != after:
            raise pulumi.RunError(refusal(before, after))

    options = pulumi.ResourceHookOptions(on_dry_run=True)
    return pulumi.ResourceHook(f"refuse-rekeying-{secret_name}", refuse, options)


def refusal(before: str, after: str) -> str:
    """One line: from which KMS key to which, and the way out."""
    return (
        f"store.kmsKey: the secret is encrypted with {before}, and would get {after}: its readers"
        " would lose the key for a while; take the former value, or follow"
        " docs/runbooks/another-kms-key.md, where the secret gets the other key first"
    )


def _key(inputs: Mapping[str, Any] | None) -> str:
    given = (inputs or {}).get("kmsKeyId", None)
    if not given:
        return _AWS_OWN
    return given if isinstance(given, str) and given.startswith("arn:") else "a new key"
