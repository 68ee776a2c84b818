"""`KeyAccess`: who may read the key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.policies import reader_policy


@dataclass(frozen=True, kw_only=True)
class KeyAccessArgs:
    """What a `KeyAccess` needs. Every default is the safe one."""

    secret_arn: pulumi.Output[str]
    readers: Sequence[str] = ()
    """Names of the IAM roles that may read the key. Default: nobody."""
    after: pulumi.Resource
    """Nobody has access before this exists: the first version that was proved."""


class KeyAccess(pulumi.ComponentResource):
    """Let the named roles, and nobody else, read the current key.

    Type `atomyx:submit:KeyAccess`. Makes:

    - `reader`: the Policy
    - `reader-<role>`: a RolePolicyAttachment for each reader
    """

    reader_policy_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: KeyAccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:KeyAccess", name, None, opts)
        policy = iam.Policy(
            "reader",
            description="Read the current Atomyx Submit API key",
            policy=args.secret_arn.apply(reader_policy),
            opts=pulumi.ResourceOptions(parent=self),
        )
        for role in args.readers:
            iam.RolePolicyAttachment(
                f"reader-{role}",
                role=role,
                policy_arn=policy.arn,
                opts=pulumi.ResourceOptions(parent=self, depends_on=[args.after]),
            )
        self.reader_policy_arn = policy.arn
        self.register_outputs({"readerPolicyArn": policy.arn})
