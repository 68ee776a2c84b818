"""The settings object `store`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from components.aws.arn import KMS_KEY_ARN, REGION
from components.section import Section, Text, matching

_StoreName = Annotated[
    Text,
    matching(r"[A-Za-z0-9/_+=.@-]{1,512}", "a Secrets Manager name (A-Z a-z 0-9 /_+=.@-)"),
]
_KmsKeyArn = Annotated[Text, matching(KMS_KEY_ARN, "the ARN of a KMS key")]
_ParameterName = Annotated[
    Text,
    matching(
        r"(?!/?(?i:aws|ssm))(?:/[A-Za-z0-9_.-]+){1,15}|(?!(?i:aws|ssm))[A-Za-z0-9_.-]{1,1011}",
        "a Systems Manager parameter name (letters, digits, _.- and / between, not aws or ssm)",
    ),
]
_TAG = r"[\w\s.:/=+@-]"
_TagName = Annotated[Text, matching(rf"(?!(?i:aws:)){_TAG}{{1,128}}", "the name of a tag")]
_TagValue = Annotated[Text, matching(rf"{_TAG}{{0,256}}", "the value of a tag")]
KmsKey = Annotated[
    Text, matching(rf"aws-managed|new|{KMS_KEY_ARN}", "aws-managed, new or the ARN of a KMS key")
]


def _recovery_window() -> AfterValidator:
    """Refuse other numbers than AWS. Source: Secrets Manager API reference, `DeleteSecret`."""

    def check(days: int) -> int:
        if days and not 7 <= days <= 30:
            raise ValueError("is neither 0 nor 7 to 30 days")
        return days

    return AfterValidator(check)


class ReplicaSettings(Section):
    """A copy of the secret in another region."""

    region: Annotated[Text, matching(REGION, "a region such as eu-central-1")] = Field(
        examples=["eu-central-1"]
    )
    """The region"""
    kms_key_arn: _KmsKeyArn | None = Field(
        default=None,
        examples=["arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"],
    )
    """A customer-managed key there; the AWS-managed one without it"""


class StoreSettings(Section):
    """Where the key rests."""

    name: _StoreName = Field(examples=["submit-key/prod"])
    """Name of the secret in AWS Secrets Manager"""
    description: Annotated[Text, Field(max_length=2048)] = "Atomyx Submit API key"
    """Description of the secret"""
    tags: dict[_TagName, _TagValue] = Field(
        default_factory=dict, examples=[{"cost-center": "integration"}]
    )
    """Tags of what is stored"""
    kms_key: KmsKey = "aws-managed"
    """What encrypts it: `aws-managed`, `new` (made here) or the ARN of a KMS key"""
    recovery_window_in_days: Annotated[int, _recovery_window()] = 30
    """Days in which a deleted secret can be restored: 7 to 30, or 0 for none"""
    protect: bool | None = Field(default=None, examples=[True])
    """Whether the secret cannot be deleted; by default in production"""
    replicas: tuple[ReplicaSettings, ...] = ()
    """Copies in other regions, each with `region` and `kmsKeyArn`"""
    parameter: _ParameterName | None = Field(default=None, examples=["/submit-key/prod/key"])
    """Name of a Systems Manager SecureString that holds the key, too"""
    base_url_parameter: _ParameterName | None = Field(
        default=None, examples=["/submit-key/prod/base-url"]
    )
    """Name of a Systems Manager String that holds the base URL"""
    shape: Literal["plain", "json"] = "plain"
    """What the secret's text is: the key alone, or JSON with `apiKey`, `baseUrl`"""

    @property
    def replica_keys(self) -> dict[str, str | None]:
        """The customer-managed KMS key by region; None for the AWS-managed one."""
        return {replica.region: replica.kms_key_arn for replica in self.replicas}
