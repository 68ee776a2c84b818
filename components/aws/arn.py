"""Amazon Resource Names and regions, in every partition.

Source: AWS General Reference, "Amazon Resource Names (ARNs)"; IAM User Guide, "AWS global
condition context keys" (service principals and `kms:ViaService` carry the partition's suffix).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
REGION = r"(?:us-gov|[a-z]{2})-[a-z]+-\d"
"""The form of a region's name, for example `eu-west-1`."""
_PARTITION = "|".join(PARTITIONS)
ROLE_ARN = rf"arn:(?:{_PARTITION}):iam::\d{{12}}:role/(?:[\w+=,.@-]+/)*[\w+=,.@-]{{1,64}}"
KMS_KEY_ARN = rf"arn:(?:{_PARTITION}):kms:{REGION}:\d{{12}}:key/(?:mrk-)?[0-9a-f-]{{32,36}}"
OIDC_ARN = (
    rf"arn:(?:{_PARTITION}):iam::\d{{12}}:oidc-provider/token\.actions\.githubusercontent\.com"
)


@dataclass(frozen=True, kw_only=True)
class Arn:
    """One ARN in its parts; `str()` puts it together again."""

    partition: str
    service: str
    region: str
    """Empty for IAM, which is global."""
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn:
        """The ARN in a text. Raises ValueError if it is none."""
        match = re.fullmatch(r"arn:([a-z-]+):([a-z0-9-]+):([a-z0-9-]*):(\d{12}):(.+)", text)
        if match is None:
            raise ValueError("is not an ARN")
        partition, service, region, account, resource = match.groups()
        return cls(
            partition=partition, service=service, region=region, account=account, resource=resource
        )

    @classmethod
    def of_secret(cls, name: str, region: str, account: str) -> Arn:
        """A secret before it exists; AWS will add a hyphen and six characters to its ARN."""
        return cls(
            partition=partition_of(region),
            service="secretsmanager",
            region=region,
            account=account,
            resource=f"secret:{name}",
        )

    def __str__(self) -> str:
        parts = (self.partition, self.service, self.region, self.account, self.resource)
        return ":".join(("arn", *parts))

    def of(self, service: str, resource: str, region: str | None = None) -> str:
        """Another resource of the same account, and of the same region unless one is given."""
        at = self.region if region is None else region
        return str(replace(self, service=service, resource=resource, region=at))

    def iam(self, resource: str) -> str:
        """A resource of IAM in the same account."""
        return self.of("iam", resource, region="")

    def s3(self, path: str) -> str:
        """A bucket or its objects; an ARN of S3 has neither region nor account."""
        return f"arn:{self.partition}:s3:::{path}"


def partition_of(region: str) -> str:
    """The partition that a region belongs to."""
    special = {"cn": "aws-cn", "us-gov": "aws-us-gov"}
    return next((name for head, name in special.items() if region.startswith(f"{head}-")), "aws")


def via(service: str, region: str) -> str:
    """The value of `kms:ViaService` for a service in a region."""
    suffix = "amazonaws.com.cn" if partition_of(region) == "aws-cn" else "amazonaws.com"
    return f"{service}.{region}.{suffix}"


def role_name(role: str) -> str:
    """A role's name, from its name or its ARN."""
    return role.rsplit("/", 1)[-1]


def parameter_resource(name: str) -> str:
    """The last part of a parameter's ARN; it has one slash, also if the name starts with one."""
    return f"parameter/{name.removeprefix('/')}"
