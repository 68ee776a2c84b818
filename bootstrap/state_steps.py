"""The steps for a stack's state in AWS: the bucket, and the KMS key of the secrets in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from bootstrap.deploy_policy import bucket_policy
from bootstrap.plan import PROJECT, Plan
from bootstrap.step import found
from components.refusal import Refusal

_TAG = f"{PROJECT}:stack"


@dataclass(frozen=True, kw_only=True)
class StateBucket:
    """The bucket of the engine's state, for all stacks of the account."""

    plan: Plan
    s3: Any

    @property
    def words(self) -> str:
        """What it is."""
        return f"state bucket {self.plan.state_bucket}: versioned, encrypted, closed to the public"

    def is_done(self) -> bool:
        """Ask for the bucket and each of its settings."""
        return self._exists() and all(self._settings())

    def do(self) -> None:
        """Make it, and put its settings right."""
        name = self.plan.state_bucket
        if not self._exists():
            where = {"LocationConstraint": self.plan.region}
            # S3 refuses the name of this one region.
            more = {} if self.plan.region == "us-east-1" else {"CreateBucketConfiguration": where}
            self.s3.create_bucket(Bucket=name, **more)
        self.s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=_CLOSED)
        self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        self.s3.put_bucket_encryption(
            Bucket=name, ServerSideEncryptionConfiguration={"Rules": [_ENCRYPTED]}
        )
        self.s3.put_bucket_policy(Bucket=name, Policy=bucket_policy(self.plan))

    def _exists(self) -> bool:
        try:
            return found(self.s3.head_bucket, "404", Bucket=self.plan.state_bucket) is not None
        except ClientError as error:
            if error.response["Error"]["Code"] == "403":
                shape = f"is {self.plan.state_bucket}, which belongs to another account"
                raise Refusal("BUCKET", shape, "name another bucket") from None
            raise

    def _settings(self) -> Iterator[bool]:
        name, s3 = self.plan.state_bucket, self.s3
        yield s3.get_bucket_versioning(Bucket=name).get("Status") == "Enabled"
        none = "NoSuchPublicAccessBlockConfiguration"
        block = found(s3.get_public_access_block, none, Bucket=name)
        yield block is not None and block["PublicAccessBlockConfiguration"] == _CLOSED
        none = "ServerSideEncryptionConfigurationNotFoundError"
        yield found(s3.get_bucket_encryption, none, Bucket=name) is not None
        policy = found(s3.get_bucket_policy, "NoSuchBucketPolicy", Bucket=name)
        wanted = json.loads(bucket_policy(self.plan))
        yield policy is not None and json.loads(policy["Policy"]) == wanted


_CLOSED = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)
_ENCRYPTED = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}


@dataclass(frozen=True, kw_only=True)
class StackKey:
    """The KMS key that encrypts the secrets in this stack's settings and state."""

    plan: Plan
    kms: Any

    @property
    def words(self) -> str:
        """What it is."""
        return f"KMS key {self.plan.alias()}: rotated each year"

    def is_done(self) -> bool:
        """Ask for the key by its alias, and whether it rotates."""
        key = self._by_alias()
        return key is not None and self._rotates(key)

    def do(self) -> None:
        """Make the key, or find the one that has no alias yet; give it its alias; rotate it."""
        key = self._by_alias() or self._unnamed() or self._new()
        if self._by_alias() is None:
            self.kms.create_alias(AliasName=self.plan.alias(), TargetKeyId=key)
        if not self._rotates(key):
            self.kms.enable_key_rotation(KeyId=key)

    def _by_alias(self) -> str | None:
        key = found(self.kms.describe_key, "NotFoundException", KeyId=self.plan.alias())
        return None if key is None else str(key["KeyMetadata"]["KeyId"])

    def _rotates(self, key: str) -> bool:
        return bool(self.kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"])

    def _new(self) -> str:
        tags = [{"TagKey": _TAG, "TagValue": self.plan.name}]
        words = f"Secrets of {PROJECT} in {self.plan.name}"
        return str(self.kms.create_key(Description=words, Tags=tags)["KeyMetadata"]["KeyId"])

    def _unnamed(self) -> str | None:
        """The key of a bootstrap that was interrupted before it gave the key its alias."""
        for page in self.kms.get_paginator("list_keys").paginate():
            for key in (each["KeyId"] for each in page["Keys"]):
                tags = found(self.kms.list_resource_tags, "AccessDeniedException", KeyId=key)
                wanted = {"TagKey": _TAG, "TagValue": self.plan.name}
                if tags and wanted in tags["Tags"] and self._is_enabled(key):
                    return str(key)
        return None

    def _is_enabled(self, key: str) -> bool:
        return bool(self.kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled")
