"""`CiSecrets`: the key where CI/CD jobs find it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_github import ActionsSecret, ActionsVariable


@dataclass(frozen=True, kw_only=True)
class CiSecretsArgs:
    """What `CiSecrets` need. Every default is the safe one."""

    key: pulumi.Output[str] = field(repr=False)
    """The proved key; secret."""
    base_url: str
    repositories: Sequence[str] = ()
    """Bare repository names of the owner that the GitHub provider is set to. Default: none."""
    secret_name: str = "SUBMIT_API_KEY"  # noqa: S105 - the name of the secret, not its value
    variable_name: str = "SUBMIT_BASE_URL"
    after: pulumi.Resource
    """No repository gets the key before this exists: the version that was proved."""


class CiSecrets(pulumi.ComponentResource):
    """Give the proved key to GitHub Actions.

    Type `atomyx:submit:CiSecrets`. Makes, for each repository:

    - `actions-key-<repository>`: the ActionsSecret, updated in place by a rotation
    - `actions-base-url-<repository>`: the ActionsVariable
    """

    def __init__(
        self, name: str, args: CiSecretsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:CiSecrets", name, None, opts)
        child = pulumi.ResourceOptions(parent=self, depends_on=[args.after])
        for repository in args.repositories:
            ActionsSecret(
                f"actions-key-{repository}",
                repository=repository,
                secret_name=args.secret_name,
                value=args.key,
                opts=child,
            )
            ActionsVariable(
                f"actions-base-url-{repository}",
                repository=repository,
                variable_name=args.variable_name,
                value=args.base_url,
                opts=child,
            )
        self.register_outputs({})
