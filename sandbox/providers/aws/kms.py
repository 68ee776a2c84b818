"""KMS: keys and their aliases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none, ignoring_missing
from sandbox.providers.aws.names import given_or_generated, sent
from sandbox.providers.aws.tags import all_tags, found, pairs, retag
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_document, same_ending
from sandbox.providers.wire import Properties, unknown


def _create(aws: Aws, state: Properties) -> str:
    made = aws.client("kms").create_key(
        **sent(
            {
                "BypassPolicyLockoutSafetyCheck": state.get("bypassPolicyLockoutSafetyCheck"),
                "CustomKeyStoreId": state.get("customKeyStoreId"),
                "Description": state.get("description"),
                "KeySpec": state.get("customerMasterKeySpec"),
                "KeyUsage": state.get("keyUsage"),
                "MultiRegion": state.get("multiRegion"),
                "Policy": state.get("policy"),
                "Tags": pairs(all_tags(aws, state), "TagKey", "TagValue"),
                "XksKeyId": state.get("xksKeyId"),
            }
        )
    )
    return str(made["KeyMetadata"]["KeyId"])


def _finish(aws: Aws, id_: str, state: Properties) -> None:
    _write_switches(aws.client("kms"), id_, {"isEnabled": True}, state)


def _write_switches(client: Any, id_: str, old: Properties, state: Properties) -> None:
    rotation = ("enableKeyRotation", "rotationPeriodInDays")
    if any(bool(old.get(name)) != bool(state.get(name)) for name in rotation) or (
        state.get("enableKeyRotation") and old.get(rotation[1]) != state.get(rotation[1])
    ):
        if state.get("enableKeyRotation"):
            period = sent({"RotationPeriodInDays": state.get("rotationPeriodInDays")})
            client.enable_key_rotation(KeyId=id_, **period)
        else:
            client.disable_key_rotation(KeyId=id_)
    if old.get("isEnabled") != state.get("isEnabled"):
        switch = client.enable_key if state.get("isEnabled") else client.disable_key
        switch(KeyId=id_)


def _read(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("kms")
    answer = found_or_none(lambda: client.describe_key(KeyId=id_))
    if answer is None or answer["KeyMetadata"]["KeyState"] == "PendingDeletion":
        return None
    key = answer["KeyMetadata"]
    rotation = client.get_key_rotation_status(KeyId=id_)
    return {
        "arn": key["Arn"],
        "customerMasterKeySpec": key.get("KeySpec", key.get("CustomerMasterKeySpec")),
        "description": key.get("Description", ""),
        "enableKeyRotation": rotation["KeyRotationEnabled"],
        "isEnabled": key["Enabled"],
        "keyId": key["KeyId"],
        "keyUsage": key["KeyUsage"],
        "multiRegion": key.get("MultiRegion", False),
        "policy": client.get_key_policy(KeyId=id_, PolicyName="default")["Policy"],
        "region": aws.region,
        "rotationPeriodInDays": rotation.get("RotationPeriodInDays", 0),
        **found(aws, client.list_resource_tags(KeyId=id_)["Tags"], state),
    }


def _update(aws: Aws, id_: str, old: Properties, state: Properties) -> None:
    client = aws.client("kms")
    if old.get("description") != state.get("description"):
        client.update_key_description(KeyId=id_, Description=state.get("description", ""))
    if not same_document(old.get("policy"), state.get("policy")):
        client.put_key_policy(KeyId=id_, PolicyName="default", Policy=state["policy"])
    _write_switches(client, id_, old, state)
    retag(
        aws,
        old,
        state,
        lambda tags: client.tag_resource(KeyId=id_, Tags=pairs(tags, "TagKey", "TagValue")),
        lambda keys: client.untag_resource(KeyId=id_, TagKeys=keys),
    )


def _delete(aws: Aws, id_: str, state: Properties) -> None:
    """A key is never gone at once: it waits 7 to 30 days."""
    days = sent({"PendingWindowInDays": state.get("deletionWindowInDays")})
    with ignoring_missing():
        aws.client("kms").schedule_key_deletion(KeyId=id_, **days)


def _window(inputs: Properties) -> Iterator[tuple[str, str]]:
    days = inputs.get("deletionWindowInDays", 30)
    if not unknown(days) and not 7 <= days <= 30:
        yield "deletionWindowInDays", "deletionWindowInDays must be from 7 to 30"


def _create_alias(aws: Aws, state: Properties) -> str:
    name = given_or_generated(state)
    aws.client("kms").create_alias(AliasName=name, TargetKeyId=state["targetKeyId"])
    return name


def _read_alias(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("kms")
    for page in client.get_paginator("list_aliases").paginate():
        for each in page["Aliases"]:
            if each["AliasName"] == id_:
                key_id = each["TargetKeyId"]
                described = client.describe_key(KeyId=key_id)["KeyMetadata"]
                return {
                    "arn": each["AliasArn"],
                    "name": id_,
                    "namePrefix": state.get("namePrefix", ""),
                    "region": aws.region,
                    "targetKeyArn": described["Arn"],
                    "targetKeyId": key_id,
                }
    return None


def _update_alias(aws: Aws, id_: str, _old: Properties, state: Properties) -> None:
    aws.client("kms").update_alias(AliasName=id_, TargetKeyId=state["targetKeyId"])


def _delete_alias(aws: Aws, id_: str, _state: Properties) -> None:
    with ignoring_missing():
        aws.client("kms").delete_alias(AliasName=id_)


def _alias_name(inputs: Properties) -> Iterator[tuple[str, str]]:
    name = inputs.get("name", "alias/")
    if not unknown(name) and not name.startswith("alias/"):
        yield "name", "name must begin with alias/"


KEY = Resource(
    title="KMS Key",
    create=_create,
    finish=_finish,
    read=_read,
    update=_update,
    delete=_delete,
    defaults={
        "bypassPolicyLockoutSafetyCheck": False,
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "enableKeyRotation": False,
        "isEnabled": True,
        "keyUsage": "ENCRYPT_DECRYPT",
    },
    rules=(_window,),
    equal={"policy": same_document},
)
ALIAS = Resource(
    title="KMS Alias",
    create=_create_alias,
    read=_read_alias,
    update=_update_alias,
    delete=_delete_alias,
    autoname="alias/",
    rules=(_alias_name,),
    equal={"targetKeyId": same_ending},
)
