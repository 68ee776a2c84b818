"""The parts of an environment in AWS: each can be looked for, and made so that it is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from botocore.exceptions import ClientError

from environments.deploy_policy import (
    AUDIENCE,
    ISSUER,
    Document,
    bucket_policy,
)
from environments.plan import PROJECT, Plan, Refused

_TAG = f"{PROJECT}:environment"


class Step(Protocol):
    """One part. Doing it again, or doing the rest of it, is always fine."""

    @property
    def words(self) -> str:
        """What it is, for people."""

    def is_done(self) -> bool:
        """Tell whether all of it is there, asking only."""

    def do(self) -> None:
        """Make what is missing."""


def _found(call: Any, *absent: str, **arguments: Any) -> Any | None:
    """The answer, or None where AWS says by one of these codes that it is not there."""
    try:
        return call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in absent:
            return None
        raise


@dataclass(frozen=True, kw_only=True)
class StateBucket:
    """The bucket of the engine's state, for all environments of the account."""

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
        """Make it, and set what can be set at any time."""
        name = self.plan.state_bucket
        if not self._exists():
            where = {"LocationConstraint": self.plan.region}
            # The oldest region is the one that may not be named.
            more = {} if self.plan.region == "us-east-1" else {"CreateBucketConfiguration": where}
            self.s3.create_bucket(Bucket=name, **more)
        self.s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=_CLOSED)
        self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        self.s3.put_bucket_encryption(
            Bucket=name, ServerSideEncryptionConfiguration={"Rules": [_ENCRYPTED]}
        )
        self.s3.put_bucket_policy(Bucket=name, Policy=json.dumps(bucket_policy(self.plan)))

    def _exists(self) -> bool:
        try:
            return _found(self.s3.head_bucket, "404", Bucket=self.plan.state_bucket) is not None
        except ClientError as error:
            if error.response["Error"]["Code"] == "403":
                raise Refused(
                    "the state bucket is somebody else's; name another: BUCKET="
                ) from None
            raise

    def _settings(self) -> Iterator[bool]:
        name, s3 = self.plan.state_bucket, self.s3
        yield s3.get_bucket_versioning(Bucket=name).get("Status") == "Enabled"
        none = "NoSuchPublicAccessBlockConfiguration"
        block = _found(s3.get_public_access_block, none, Bucket=name)
        yield block is not None and block["PublicAccessBlockConfiguration"] == _CLOSED
        none = "ServerSideEncryptionConfigurationNotFoundError"
        yield _found(s3.get_bucket_encryption, none, Bucket=name) is not None
        policy = _found(s3.get_bucket_policy, "NoSuchBucketPolicy", Bucket=name)
        yield policy is not None and json.loads(policy["Policy"]) == bucket_policy(self.plan)


_CLOSED = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)
_ENCRYPTED = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}


@dataclass(frozen=True, kw_only=True)
class StackKey:
    """The KMS key that encrypts the secrets in this environment's settings and state."""

    plan: Plan
    kms: Any

    @property
    def words(self) -> str:
        """What it is."""
        return f"KMS key {self.plan.alias()}: rotated each year"

    def is_done(self) -> bool:
        """Ask for the alias and its key's rotation."""
        key = self._by_alias()
        return key is not None and self._rotates(key)

    def do(self) -> None:
        """Make the key or find the one that was made and not named; name it; let it rotate."""
        key = self._by_alias() or self._unnamed() or self._new()
        if self._by_alias() is None:
            self.kms.create_alias(AliasName=self.plan.alias(), TargetKeyId=key)
        if not self._rotates(key):
            self.kms.enable_key_rotation(KeyId=key)

    def _by_alias(self) -> str | None:
        found = _found(self.kms.describe_key, "NotFoundException", KeyId=self.plan.alias())
        return None if found is None else str(found["KeyMetadata"]["KeyId"])

    def _rotates(self, key: str) -> bool:
        return bool(self.kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"])

    def _new(self) -> str:
        tags = [{"TagKey": _TAG, "TagValue": self.plan.name}]
        words = f"Secrets of {PROJECT} in {self.plan.name}"
        return str(self.kms.create_key(Description=words, Tags=tags)["KeyMetadata"]["KeyId"])

    def _unnamed(self) -> str | None:
        """The key of a bootstrap that was cut short."""
        for page in self.kms.get_paginator("list_keys").paginate():
            for key in (each["KeyId"] for each in page["Keys"]):
                tags = _found(self.kms.list_resource_tags, "AccessDeniedException", KeyId=key)
                wanted = {"TagKey": _TAG, "TagValue": self.plan.name}
                if tags and wanted in tags["Tags"] and self._is_enabled(key):
                    return str(key)
        return None

    def _is_enabled(self, key: str) -> bool:
        return bool(self.kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled")


@dataclass(frozen=True, kw_only=True)
class OidcProvider:
    """GitHub's tokens are believed by this account."""

    plan: Plan
    iam: Any

    @property
    def words(self) -> str:
        """What it is."""
        return f"OIDC provider {ISSUER}"

    def is_done(self) -> bool:
        """Ask for it and its audience."""
        found = self._existing()
        return found is not None and AUDIENCE in found["ClientIDList"]

    def do(self) -> None:
        """Make it, or let the one that is there know our audience."""
        if self._existing() is None:
            self.iam.create_open_id_connect_provider(
                Url=f"https://{ISSUER}", ClientIDList=[AUDIENCE]
            )
        elif not self.is_done():
            self.iam.add_client_id_to_open_id_connect_provider(
                OpenIDConnectProviderArn=self._arn, ClientID=AUDIENCE
            )

    @property
    def _arn(self) -> str:
        return self.plan.arn("iam", f"oidc-provider/{ISSUER}", is_global=True)

    def _existing(self) -> Any | None:
        get = self.iam.get_open_id_connect_provider
        return _found(get, "NoSuchEntity", OpenIDConnectProviderArn=self._arn)


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role that workflows take."""

    name: str
    iam: Any
    trust: Document
    policy: Document

    @property
    def words(self) -> str:
        """What it is."""
        return f"role {self.name}"

    def is_done(self) -> bool:
        """Ask for it and compare its two documents."""
        role = _found(self.iam.get_role, "NoSuchEntity", RoleName=self.name)
        if role is None or role["Role"]["AssumeRolePolicyDocument"] != self.trust:
            return False
        own = {"RoleName": self.name, "PolicyName": PROJECT}
        policy = _found(self.iam.get_role_policy, "NoSuchEntity", **own)
        return policy is not None and policy["PolicyDocument"] == self.policy

    def do(self) -> None:
        """Make it, or give it the documents of today."""
        trust = json.dumps(self.trust)
        if _found(self.iam.get_role, "NoSuchEntity", RoleName=self.name) is None:
            self.iam.create_role(RoleName=self.name, AssumeRolePolicyDocument=trust)
        self.iam.update_assume_role_policy(RoleName=self.name, PolicyDocument=trust)
        self.iam.put_role_policy(
            RoleName=self.name, PolicyName=PROJECT, PolicyDocument=json.dumps(self.policy)
        )
