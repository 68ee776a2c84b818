"""KMS: keys and their aliases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.row import Row, members, sent
from sandbox.providers.aws.tags import Tagging
from sandbox.providers.sameness import same_document, same_ending
from sandbox.providers.wire import Properties, unknown


@dataclass(frozen=True, kw_only=True)
class _Key(Row):
    def finish(self, client: Aws, id_: str, state: Properties) -> None:
        if state.get("enableKeyRotation"):
            _switch_rotation(client.client("kms"), id_, {}, state)

    def chosen(self, answer: Any, state: Properties) -> Any:
        """A deleted key can still be read: AWS waits 7 to 30 days."""
        key = answer["KeyMetadata"]
        return None if key["KeyState"] == "PendingDeletion" else key

    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        rotation = self.call(aws, "get_key_rotation_status", {"KeyId": id_})
        policy = self.call(aws, "get_key_policy", {"KeyId": id_, "PolicyName": "default"})
        return {"enableKeyRotation": rotation["KeyRotationEnabled"], "policy": policy["Policy"]}

    def removal(self, id_: str, state: Properties) -> Properties:
        return sent({"KeyId": id_, "PendingWindowInDays": state.get("deletionWindowInDays")})


def _switch_rotation(kms: Any, id_: str, _old: Properties, state: Properties) -> None:
    switch = kms.enable_key_rotation if state["enableKeyRotation"] else kms.disable_key_rotation
    switch(KeyId=id_)


def _window(inputs: Properties) -> Iterator[tuple[str, str]]:
    days = inputs.get("deletionWindowInDays", 30)
    if not unknown(days) and not 7 <= days <= 30:
        yield "deletionWindowInDays", "deletionWindowInDays must be from 7 to 30"


@dataclass(frozen=True, kw_only=True)
class _Alias(Row):
    def named(self, id_: str, state: Properties) -> Properties:
        return {}

    def removal(self, id_: str, state: Properties) -> Properties:
        return {"AliasName": id_}

    def read(self, client: Aws, id_: str, state: Properties) -> Properties | None:
        return super().read(client, id_, {**state, "name": id_})

    def chosen(self, answer: Any, state: Properties) -> Any:
        named = (each for each in answer["Aliases"] if each["AliasName"] == state["name"])
        return next(named, None)

    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        key = self.call(aws, "describe_key", {"KeyId": found["TargetKeyId"]})
        return {"targetKeyArn": key["KeyMetadata"]["Arn"]}


def _alias_name(inputs: Properties) -> Iterator[tuple[str, str]]:
    name = inputs["name"]
    if not unknown(name) and not name.startswith("alias/"):
        yield "name", "name must begin with alias/"


KEY = _Key(
    title="KMS Key",
    service="kms",
    key="KeyId",
    members=members("description", "policy"),
    outputs=members("arn", "keyId"),
    creates="create_key",
    made="KeyMetadata.KeyId",
    gets="describe_key",
    deletes="schedule_key_deletion",
    changes={
        ("description",): lambda kms, id_, _, state: kms.update_key_description(
            KeyId=id_, Description=state.get("description", "")
        ),
        ("policy",): lambda kms, id_, _, state: kms.put_key_policy(
            KeyId=id_, PolicyName="default", Policy=state["policy"]
        ),
        ("enableKeyRotation",): _switch_rotation,
    },
    tagging=Tagging(
        target=lambda id_, _: {"KeyId": id_},
        lists="list_resource_tags",
        key="TagKey",
        value="TagValue",
    ),
    defaults={"enableKeyRotation": False},
    rules=(_window,),
    equal={"policy": same_document},
)
ALIAS = _Alias(
    title="KMS Alias",
    service="kms",
    key="AliasName",
    members=members("targetKeyId", name="AliasName"),
    outputs={"arn": "AliasArn"},
    creates="create_alias",
    gets="list_aliases",
    deletes="delete_alias",
    changes={
        ("targetKeyId",): lambda kms, id_, _, state: kms.update_alias(
            AliasName=id_, TargetKeyId=state["targetKeyId"]
        )
    },
    autoname="alias/",
    rules=(_alias_name,),
    equal={"targetKeyId": same_ending},
)
