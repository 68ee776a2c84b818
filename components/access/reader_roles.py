"""Looks up the readers' roles, so that a preview refuses one that does not exist."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_aws import iam

from components.aws.arn import role_name
from components.lookup import looked_up


def find_roles(readers: Sequence[str], parent: pulumi.Resource) -> dict[str, str]:
    """The ARN of each role, by name. Only AWS knows it: a role may have a path.

    Raises:
        pulumi.RunError: one line that names the setting; the role is not in this account.
    """
    return {role_name(role): _arn(number, role, parent) for number, role in enumerate(readers)}


def _arn(number: int, role: str, parent: pulumi.Resource) -> str:
    setting, name = f"access.readers.{number}", role_name(role)
    found = looked_up(
        lambda: iam.get_role(name=name, opts=pulumi.InvokeOptions(parent=parent)).arn,
        refused=f"{setting}: AWS did not show the role; allow iam:GetRole, then run it again",
        absent=f"{setting}: there is no role {name} in this account; make it first,"
        " or attach the reader policy (output readerPolicyArn) where the role is made",
    )
    if role.startswith("arn:") and role != found:
        raise pulumi.RunError(
            f"{setting}: is not the ARN of this account's role {name}; give its name,"
            " or list a role of another account in access.onlyPrincipals and grant it there"
        )
    return found
