"""`DeployRole`: the role with which GitHub's jobs run `pulumi up`, without a stored credential."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.access.settings import DeploySettings
from components.access.trust_policy import (
    ISSUER,
    SESSION_SECONDS,
    audience,
    subject,
    trust_policy,
)


@dataclass(frozen=True, kw_only=True)
class DeployRoleArgs:
    """What a `DeployRole` needs."""

    name: str
    """The role's name."""
    policy_name: str
    policy: pulumi.Output[str]
    """The rotator policy, as JSON."""
    partition: pulumi.Output[str]
    deploy: DeploySettings
    """Whose jobs are trusted."""


class DeployRole(pulumi.ComponentResource):
    """Let the jobs of one repository, in one environment or on one branch, run `pulumi up`.

    Type `atomyx:submit:DeployRole`. Makes:

    - `<name>-issuer`: the OpenIdConnectProvider, unless the account has it already
    - `<name>-role`: the Role
    - `<name>-rotator`: the Policy
    - `<name>-attachment`: its RolePolicyAttachment
    """

    arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: DeployRoleArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:DeployRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-role",
            name=args.name,
            description="Runs pulumi up for the Atomyx Submit API key",
            assume_role_policy=self._issuer(args).apply(
                lambda issuer: trust_policy(issuer, _subject(args.deploy))
            ),
            max_session_duration=SESSION_SECONDS,
            opts=child,
        )
        policy = iam.Policy(
            f"{name}-rotator",
            name=args.policy_name,
            description="Keep the Atomyx Submit API key",
            policy=args.policy,
            opts=child,
        )
        iam.RolePolicyAttachment(
            f"{name}-attachment", role=role.name, policy_arn=policy.arn, opts=child
        )
        self.arn = role.arn
        self.register_outputs({"arn": role.arn})

    def _issuer(self, args: DeployRoleArgs) -> pulumi.Output[str]:
        if args.deploy.issuer_arn:
            return pulumi.Output.from_input(args.deploy.issuer_arn)
        # No thumbprint: AWS checks GitHub's certificate against its own list of authorities.
        return iam.OpenIdConnectProvider(
            f"{self._name}-issuer",
            url=f"https://{ISSUER}",
            client_id_lists=[args.partition.apply(audience)],
            opts=pulumi.ResourceOptions(parent=self),
        ).arn


def _subject(deploy: DeploySettings) -> str:
    return subject(deploy.repository, environment=deploy.environment, branch=deploy.branch)
