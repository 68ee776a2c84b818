"""The settings object `access`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from components.access.trust_policy import REPOSITORY, REPOSITORY_WORDS
from components.aws.arn import OIDC_ARN, ROLE_ARN, role_name
from components.section import Section, Text, distinct, matching

_Role = Annotated[
    Text,
    matching(
        rf"[\w+=,.@-]{{1,64}}|{ROLE_ARN}",
        "the name of an IAM role (up to 64 of A-Z a-z 0-9 +=,.@_-) or its ARN",
    ),
]
_RoleArn = Annotated[Text, matching(ROLE_ARN, "the ARN of an IAM role")]


class DeploySettings(Section):
    """Whose jobs may run `pulumi up` without a stored AWS credential."""

    repository: Annotated[Text, matching(REPOSITORY, REPOSITORY_WORDS)] = Field(
        examples=["acme/infrastructure"]
    )
    """The repository, with its owner; as `owner@ID/name@ID` where its tokens have the ids"""
    environment: (
        Annotated[Text, matching("[A-Za-z0-9._-]{1,255}", "the plain name of an environment")]
        | None
    ) = Field(default=None, examples=["production"])
    """The GitHub environment of the job"""
    branch: (
        Annotated[Text, matching("[A-Za-z0-9._/-]{1,255}", "the plain name of a branch")] | None
    ) = None
    """The branch, for a job without an environment"""
    issuer_arn: Annotated[Text, matching(OIDC_ARN, "the ARN of GitHub's OIDC provider")] | None = (
        Field(
            default=None,
            examples=[
                "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
            ],
        )
    )
    """The provider, where the account has it already"""

    @model_validator(mode="after")
    def _one_place(self) -> DeploySettings:
        if (self.environment is None) == (self.branch is None):
            raise ValueError("needs one of environment and branch, so that one subject is trusted")
        return self


class AccessSettings(Section):
    """Who may read the key."""

    readers: Annotated[tuple[_Role, ...], distinct(role_name)] = Field(
        default=(), examples=[("submit-integration",)]
    )
    """Names or ARNs of the IAM roles that may read the current key"""
    only_principals: Annotated[tuple[_RoleArn, ...], distinct()] = Field(
        default=(), examples=[("arn:aws:iam::123456789012:role/submit-integration",)]
    )
    """ARNs of the only roles that may read, whatever other policies allow"""
    deploy: DeploySettings | None = None
    """The GitHub jobs that may run `pulumi up`"""
