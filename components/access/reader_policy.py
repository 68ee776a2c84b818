"""Pure: the policy of those who read the key.

Source: AWS Service Authorization Reference, "Actions, resources, and condition keys for AWS
Secrets Manager" (likewise for KMS and Systems Manager); AWS Secrets Manager User Guide, "Secret
encryption and decryption" (the encryption context `SecretARN`); AWS Systems Manager User Guide,
"How Parameter Store uses AWS KMS" (`PARAMETER_ARN`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from components.aws.arn import Arn, via
from components.aws.policy_document import Statement, allow, document

_CURRENT = {"ForAnyValue:StringEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}}


@dataclass(frozen=True, kw_only=True)
class Readable:
    """Where the key can be read, by exact ARN."""

    secret_arn: str
    kms_key_arn: str | None = None
    """The customer-managed KMS key; None for the AWS-managed one, which needs no grant."""
    replicas: Mapping[str, str | None] = field(default_factory=dict)
    """The customer-managed KMS key by region; None for the AWS-managed one."""
    parameter_arn: str | None = None
    """The Systems Manager parameter that also holds the key."""
    base_url_parameter_arn: str | None = None

    @property
    def secrets(self) -> dict[str, str | None]:
        """The KMS key by ARN, of the secret and of its replicas, which differ only in region."""
        home = Arn.parse(self.secret_arn)
        copies = {
            home.of("secretsmanager", home.resource, region): key
            for region, key in self.replicas.items()
        }
        return {self.secret_arn: self.kms_key_arn, **copies}


def reader_policy(readable: Readable) -> str:
    """Let a consumer read this one secret at `AWSCURRENT` only, and describe it.

    Two statements: `DescribeSecret` names no version stage, so the condition would deny it.
    `ForAnyValue`, because AWS documents the stages of a request as a list.
    """
    secrets = readable.secrets
    read = allow("ReadTheCurrentKey", ["secretsmanager:GetSecretValue"], secrets, _CURRENT)
    describe = allow("DescribeTheSecret", ["secretsmanager:DescribeSecret"], secrets)
    return document([read, describe, *_parameters(readable), *_decryption(readable)])


def _parameters(readable: Readable) -> Iterator[Statement]:
    # Not GetParameterHistory: it shows former keys.
    names = (readable.parameter_arn, readable.base_url_parameter_arn)
    if arns := [arn for arn in names if arn]:
        yield allow("ReadTheParameters", ["ssm:GetParameter"], arns)


def _decryption(readable: Readable) -> Iterator[Statement]:
    """Decrypt with a customer-managed KMS key, only through the store and for its texts here."""
    for number, (secret_arn, key) in enumerate(readable.secrets.items(), 1):
        if key:
            region = Arn.parse(secret_arn).region
            context = {"kms:EncryptionContext:SecretARN": secret_arn}
            through = {"kms:ViaService": via("secretsmanager", region), **context}
            yield allow(f"Decrypt{number}", ["kms:Decrypt"], [key], {"StringEquals": through})
    if readable.parameter_arn and readable.kms_key_arn:
        region = Arn.parse(readable.parameter_arn).region
        context = {"kms:EncryptionContext:PARAMETER_ARN": readable.parameter_arn}
        through = {"kms:ViaService": via("ssm", region), **context}
        condition = {"StringEquals": through}
        yield allow("DecryptTheParameter", ["kms:Decrypt"], [readable.kms_key_arn], condition)
