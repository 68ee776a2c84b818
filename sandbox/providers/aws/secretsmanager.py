"""Secrets Manager: the secret and its policy; versions are in `secret_versions.py`."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.providers import waiting
from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import (
    code,
    found_or_none,
    going,
    ignoring_missing,
    message,
    retried,
)
from sandbox.providers.aws.row import Row, members, sent
from sandbox.providers.aws.tags import Tagging
from sandbox.providers.sameness import same_document
from sandbox.providers.wire import Properties, unknown

_REPLICA = members("kmsKeyId", "region")


@dataclass(frozen=True, kw_only=True)
class _Secret(Row):
    def arguments(self, state: Properties) -> Properties:
        return {
            **super().arguments(state),
            "ClientRequestToken": str(uuid.uuid4()),
            "AddReplicaRegions": list(_copies(state).values()),
        }

    def create(self, client: Aws, state: Properties) -> str:
        what = "the old secret of the same name to go"
        return retried(lambda: super(_Secret, self).create(client, state), going, what)

    def chosen(self, answer: Any, state: Properties) -> Any:
        return None if answer.get("DeletedDate") else answer

    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        """The real provider reads the policy, so whoever reads a secret needs the right to."""
        policy = found_or_none(lambda: self.call(aws, "get_resource_policy", {"SecretId": id_}))
        return {
            "policy": (policy or {}).get("ResourcePolicy", ""),
            "replicas": _replicas(found, state),
        }

    def delete(self, client: Aws, id_: str, state: Properties) -> None:
        days = state.get("recoveryWindowInDays", 30)
        how = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
        with ignoring_missing(also=going):
            _replicate(client.client("secretsmanager"), id_, state, {})
            self.call(client, self.deletes, {"SecretId": id_, **how})
            waiting.until(lambda: self.read(client, id_, state) is None, "the secret to go")


def _replicas(found: Properties, state: Properties) -> list[Properties]:
    """In the order of the state: the real provider has a set of them."""
    order = [each["region"] for each in state.get("replicas") or []]
    told = sorted(found.get("ReplicationStatus") or [], key=lambda each: _place(order, each))
    return [_replica(each) for each in told]


def _place(order: list[str], told: Properties) -> int:
    return order.index(told["Region"]) if told["Region"] in order else len(order)


def _replica(told: Properties) -> Properties:
    members_ = {**_REPLICA, **members("status", "statusMessage")}
    read = told.get("LastAccessedDate")
    both = {name: told.get(member) for name, member in members_.items()}
    return both | ({"lastAccessedDate": read.isoformat()} if read else {})


def _copies(state: Properties) -> dict[str, dict[str, Any]]:
    """Each replica as the API takes it, by its region."""
    return {
        each["region"]: sent({member: each.get(name) for name, member in _REPLICA.items()})
        for each in state.get("replicas") or []
    }


def _kept(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Regions whose copy stays: a key that is not given is AWS's to choose."""
    both = before.keys() & after.keys()
    return {region for region in both if after[region].items() <= before[region].items()}


def _replicate(service: Any, id_: str, old: Properties, state: Properties) -> None:
    before, after = _copies(old), _copies(state)
    kept = _kept(before, after)
    if gone := sorted(before.keys() - kept):
        service.remove_regions_from_replication(SecretId=id_, RemoveReplicaRegions=gone)
    if new := [each for region, each in after.items() if region not in kept]:
        service.replicate_secret_to_regions(SecretId=id_, AddReplicaRegions=new)


def _same_replicas(old: Any, new: Any) -> bool:
    before, after = _copies({"replicas": old}), _copies({"replicas": new})
    return _kept(before, after) == before.keys() == after.keys()


def _recovery_window(inputs: Properties) -> Iterator[tuple[str, str]]:
    days = inputs["recoveryWindowInDays"]
    if not unknown(days) and days != 0 and not 7 <= days <= 30:
        yield "recoveryWindowInDays", "recoveryWindowInDays must be 0 or from 7 to 30"


@dataclass(frozen=True, kw_only=True)
class _SecretPolicy(Row):
    def create(self, client: Aws, state: Properties) -> str:
        return retried(
            lambda: super(_SecretPolicy, self).create(client, state),
            lambda fault: (
                code(fault) == "MalformedPolicyDocumentException"
                and "unsupported principal" in message(fault)
            ),
            "the principals of the policy",
        )

    def arguments(self, state: Properties) -> Properties:
        return {**super().arguments(state), "BlockPublicPolicy": state.get("blockPublicPolicy")}

    def chosen(self, answer: Any, state: Properties) -> Any:
        return answer if answer.get("ResourcePolicy") else None

    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        return {"secretArn": id_}

    def delete(self, client: Aws, id_: str, state: Properties) -> None:
        with ignoring_missing(also=going):
            super().delete(client, id_, state)


SECRET = _Secret(
    title="Secrets Manager Secret",
    service="secretsmanager",
    key="SecretId",
    members=members("description", "kmsKeyId", "name"),
    outputs={"arn": "ARN"},
    creates="create_secret",
    made="ARN",
    gets="describe_secret",
    deletes="delete_secret",
    changes={
        ("description", "kmsKeyId"): lambda service, id_, _, state: service.update_secret(
            SecretId=id_,
            Description=state.get("description") or "",
            **sent({"KmsKeyId": state.get("kmsKeyId")}),
        ),
        ("replicas",): _replicate,
    },
    tagging=Tagging(target=lambda id_, _: {"SecretId": id_}),
    autoname="",
    defaults={"recoveryWindowInDays": 30},
    rules=(_recovery_window,),
    equal={"replicas": _same_replicas},
    moving=("replicas",),
)
SECRET_POLICY = _SecretPolicy(
    title="Secrets Manager Secret Policy",
    service="secretsmanager",
    key="SecretId",
    members=members(policy="ResourcePolicy", secretArn="SecretId"),
    creates="put_resource_policy",
    gets="get_resource_policy",
    deletes="delete_resource_policy",
    equal={"policy": same_document},
)
