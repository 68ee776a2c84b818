"""`KeyAccess`: who may read the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam, secretsmanager

from components.access.deploy_role import DeployRole, DeployRoleArgs
from components.access.reader_policy import Readable, reader_policy
from components.access.reader_roles import find_roles
from components.access.resource_policy import resource_policy
from components.access.rotator_policy import rotator_policy
from components.access.scope import readable, rotated
from components.access.settings import AccessSettings, DeploySettings
from components.aws.arn import Arn
from components.aws.names import iam_name
from components.store.secret import KeyStore


@dataclass(frozen=True, kw_only=True)
class KeyAccessArgs:
    """What a `KeyAccess` needs. Every default is the safe one."""

    prefix: str
    """How the names in AWS begin."""
    store: KeyStore
    access: AccessSettings
    """Who may read it. Default: nobody."""
    after: pulumi.Resource
    """The first version that was proved; nobody has access before it exists."""


class KeyAccess(pulumi.ComponentResource):
    """Let the named roles, and nobody else, read the current key.

    Type `atomyx:submit:KeyAccess`. Makes:

    - `<name>-reader`: the Policy
    - `<name>-reader-<role>`: a RolePolicyAttachment for each reader
    - `<name>-resource-policy`: the SecretPolicy, which denies what is not TLS and blocks
      public access
    - `<name>-deploy`: the DeployRole of GitHub's jobs, where one is asked for
    """

    reader_policy_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: KeyAccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:KeyAccess", name, None, opts)
        self._secret_arn = args.store.secret.arn
        readers = find_roles(args.access.readers, self)
        found = pulumi.Output.all(self._secret_arn, args.store.kms_key_arn).apply(
            lambda arns: readable(args.store.settings, *arns)
        )
        self.reader_policy_arn = self._read(args, readers, found)
        self._deny(args, readers)
        if args.access.deploy:
            self._deploy(args, args.access.deploy, readers, found)
        self.register_outputs({"readerPolicyArn": self.reader_policy_arn})

    def _read(
        self, args: KeyAccessArgs, readers: Mapping[str, str], found: pulumi.Output[Readable]
    ) -> pulumi.Output[str]:
        policy = iam.Policy(
            f"{self._name}-reader",
            name=iam_name(args.prefix, "reader"),
            description="Read the current Atomyx Submit API key",
            policy=found.apply(reader_policy),
            opts=pulumi.ResourceOptions(parent=self),
        )
        for role in readers:
            iam.RolePolicyAttachment(
                f"{self._name}-reader-{role}",
                role=role,
                policy_arn=policy.arn,
                opts=pulumi.ResourceOptions(parent=self, depends_on=[args.after]),
            )
        return policy.arn

    def _deny(self, args: KeyAccessArgs, readers: Mapping[str, str]) -> None:
        secretsmanager.SecretPolicy(
            f"{self._name}-resource-policy",
            secret_arn=self._secret_arn,
            policy=self._secret_arn.apply(
                lambda arn: resource_policy(_only(args, readers, Arn.parse(arn)))
            ),
            block_public_policy=True,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _deploy(
        self,
        args: KeyAccessArgs,
        deploy: DeploySettings,
        readers: Mapping[str, str],
        found: pulumi.Output[Readable],
    ) -> None:
        prefix, store, roles = args.prefix, args.store.settings, list(readers.values())
        role = DeployRoleArgs(
            name=iam_name(prefix, "deploy"),
            policy_name=iam_name(prefix, "rotator"),
            policy=found.apply(
                lambda where: rotator_policy(rotated(prefix, store, deploy, roles, where))
            ),
            partition=self._secret_arn.apply(lambda arn: Arn.parse(arn).partition),
            deploy=deploy,
        )
        DeployRole(f"{self._name}-deploy", role, pulumi.ResourceOptions(parent=self))


def _only(args: KeyAccessArgs, readers: Mapping[str, str], secret: Arn) -> list[str]:
    """The listed principals, the readers and the deploy role made here; empty if none is listed."""
    access = args.access
    if not access.only_principals:
        return []
    deployer = secret.iam(f"role/{iam_name(args.prefix, 'deploy')}")
    own = [deployer] if access.deploy else []
    return list(dict.fromkeys([*readers.values(), *own, *access.only_principals]))
