"""Looks the readers' roles up, so that one that does not exist is refused in preview."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_aws import iam

from components.aws.arn import role_name
from components.lookup import not_shown


def find_roles(readers: Sequence[str], parent: pulumi.Resource) -> dict[str, str]:
    """By name: the ARN of each role, which AWS alone knows (it may have a path).

    Raises:
        pulumi.RunError: one line that names the setting; the role is not in this account.
    """
    return {role_name(role): _arn(number, role, parent) for number, role in enumerate(readers)}


def _arn(number: int, role: str, parent: pulumi.Resource) -> str:
    setting = f"submit-key:access.readers.{number}"
    try:
        found = iam.get_role(name=role_name(role), opts=pulumi.InvokeOptions(parent=parent)).arn
    except Exception as error:
        if "couldn't find resource" in str(error) or "NoSuchEntity" in str(error):
            raise pulumi.RunError(
                f"{setting}: there is no role {role_name(role)} in this account; make it first,"
                " or attach the reader policy (output readerPolicyArn) where the role is made"
            ) from None
        raise not_shown(
            error, f"{setting}: AWS did not show the role; allow iam:GetRole, then run it again"
        ) from None
    if role.startswith("arn:") and role != found:
        raise pulumi.RunError(
            f"{setting}: is not the ARN of this account's role {role_name(role)}; give its name,"
            " or list a role of another account in access.onlyPrincipals and grant it there"
        )
    return found
