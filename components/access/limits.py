"""Pure: refuses regions and partitions that do not fit together, and policies that are too long.

Source: AWS Secrets Manager User Guide, "Replicate secrets across Regions"; AWS KMS Developer Guide
(a key works in its own region only).
"""

from __future__ import annotations

from components.access.reader_policy import reader_policy
from components.access.resource_policy import resource_policy
from components.access.rotator_policy import rotator_policy
from components.access.scope import expected_roles, readable, rotated
from components.access.settings import AccessSettings
from components.aws.arn import Arn, partition_of
from components.aws.policy_document import MANAGED_POLICY_LIMIT, RESOURCE_POLICY_LIMIT
from components.refusal import Refusal
from components.store.settings import StoreSettings

_ACCOUNT = "0" * 12
_LONGEST_PREFIX = "s" * 111
_KEY = f"key/{'0' * 36}"


def refuse_misplaced(store: StoreSettings, access: AccessSettings, home: str | None) -> None:
    """Refuse regions and partitions that do not fit; `home` is the stack's region, if it is known.

    Raises:
        Refusal: a replica at home or twice, a key of another region, an ARN of another partition,
            or lists so long that a policy would be longer than AWS accepts.
    """
    regions = [replica.region for replica in store.replicas]
    if len(set(regions)) < len(regions):
        raise Refusal("store.replicas", "names a region twice", "name each once")
    if store.parameter and store.parameter == store.base_url_parameter:
        shape = "is the name of store.parameter, too"
        raise Refusal("store.baseUrlParameter", shape, "give each a name of its own")
    for number, replica in enumerate(store.replicas):
        setting = f"store.replicas.{number}"
        if replica.kms_key_arn:
            _refuse_key(f"{setting}.kmsKeyArn", replica.kms_key_arn, replica.region)
        if home and replica.region == home:
            shape = f"is {home}, where the secret itself is"
            raise Refusal(f"{setting}.region", shape, "name another region, or no replica")
        if home and partition_of(replica.region) != partition_of(home):
            shape = f"is {replica.region}, in another partition than {home}"
            raise Refusal(f"{setting}.region", shape, "use a stack of its own there")
    if home:
        _refuse_strangers(store, access, home)
        _refuse_long(store, access, home)


def _refuse_strangers(store: StoreSettings, access: AccessSettings, home: str) -> None:
    if store.kms_key.startswith("arn:"):
        _refuse_key("store.kmsKey", store.kms_key, home)
    issuer = access.deploy and access.deploy.issuer_arn
    given = {
        **{f"access.readers.{n}": role for n, role in enumerate(access.readers)},
        **{f"access.onlyPrincipals.{n}": role for n, role in enumerate(access.only_principals)},
        **({"access.deploy.issuerArn": issuer} if issuer else {}),
    }
    for setting, text in given.items():
        if text.startswith("arn:") and Arn.parse(text).partition != partition_of(home):
            shape = f"is an ARN of another partition than that of {home}"
            raise Refusal(setting, shape, f"use one that starts with arn:{partition_of(home)}:")


def _refuse_key(setting: str, key: str, region: str) -> None:
    if (found := Arn.parse(key).region) != region:
        shape = f"is a KMS key of {found}, but encrypts in {region}"
        raise Refusal(setting, shape, f"use a key of {region}")


def _refuse_long(store: StoreSettings, access: AccessSettings, home: str) -> None:
    secret = Arn.of_secret(store.name, home, _ACCOUNT)
    secret_arn = f"{secret}-AbCdEf"
    key = None if store.kms_key == "aws-managed" else secret.of("kms", _KEY)
    found = readable(store, secret_arn, key)
    roles = expected_roles(access.readers, secret)
    rotator = rotator_policy(rotated(_LONGEST_PREFIX, store, access.deploy, roles, found))
    only = [*roles, *access.only_principals] if access.only_principals else []
    _refuse("store.replicas", "reader", reader_policy(found), MANAGED_POLICY_LIMIT)
    _refuse("access.readers", "rotator", rotator, MANAGED_POLICY_LIMIT)
    _refuse(
        "access.onlyPrincipals",
        "resource",
        resource_policy(only),
        RESOURCE_POLICY_LIMIT,
    )


def _refuse(setting: str, name: str, policy: str, limit: int) -> None:
    if len(policy) > limit:
        shape = f"makes a {name} policy of {len(policy)} characters, over {limit}"
        raise Refusal(setting, shape, "list fewer, or use shorter names")
