"""Secrets Manager: the secret and its policy; versions are in `aws_secret_versions.py`."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from sandbox.providers import waiting
from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import code, found_or_none, ignoring_missing, message, retried
from sandbox.providers.aws.names import given_or_generated, sent
from sandbox.providers.aws.tags import all_tags, found, pairs, retag
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_document
from sandbox.providers.wire import Properties, unknown


def going(fault: Exception) -> bool:
    """Whether the secret is in its recovery window or about to vanish."""
    text = message(fault).lower()
    words = ("was deleted", "marked for deletion", "scheduled for deletion", "marked deleted")
    return code(fault) == "InvalidRequestException" and any(word in text for word in words)


def _create(aws: Aws, state: Properties) -> str:
    state["name"] = given_or_generated(state)
    arguments = sent(
        {
            "ClientRequestToken": str(uuid.uuid4()),
            "Name": state["name"],
            "Description": state.get("description"),
            "KmsKeyId": state.get("kmsKeyId"),
            "Tags": pairs(all_tags(aws, state)),
            "AddReplicaRegions": _wanted_replicas(state),
            "Type": state.get("type"),
        }
    )
    made = retried(
        lambda: aws.client("secretsmanager").create_secret(**arguments),
        going,
        "the old secret of the same name to go",
    )
    return str(made["ARN"])


def _wanted_replicas(state: Properties, only: set[str] | None = None) -> list[dict[str, str]]:
    return [
        sent({"Region": each["region"], "KmsKeyId": each.get("kmsKeyId")})
        for each in state.get("replicas") or []
        if only is None or each["region"] in only
    ]


def _finish(aws: Aws, id_: str, state: Properties) -> None:
    if state.get("policy"):
        _put_policy(aws, id_, state["policy"])


def _put_policy(aws: Aws, id_: str, policy: str, **options: Any) -> None:
    client = aws.client("secretsmanager")
    retried(
        lambda: client.put_resource_policy(SecretId=id_, ResourcePolicy=policy, **options),
        lambda fault: (
            code(fault) == "MalformedPolicyDocumentException"
            and "unsupported principal" in message(fault)
        ),
        "the principals of the policy",
    )


def _policy(aws: Aws, id_: str) -> str | None:
    client = aws.client("secretsmanager")
    answer = found_or_none(lambda: client.get_resource_policy(SecretId=id_))
    return (answer or {}).get("ResourcePolicy")


def _described(aws: Aws, id_: str) -> dict[str, Any] | None:
    client = aws.client("secretsmanager")
    answer: dict[str, Any] | None = found_or_none(lambda: client.describe_secret(SecretId=id_))
    return None if answer is None or answer.get("DeletedDate") else answer


def _read(aws: Aws, id_: str, state: Properties) -> Properties | None:
    secret = _described(aws, id_)
    if secret is None:
        return None
    return {
        "arn": secret["ARN"],
        "name": secret["Name"],
        "namePrefix": state.get("namePrefix", ""),
        "description": secret.get("Description") or None,
        "kmsKeyId": secret.get("KmsKeyId") or None,
        "policy": _policy(aws, id_) or "",
        "region": aws.region,
        **found(aws, secret.get("Tags"), state),
    }


def _update(aws: Aws, id_: str, old: Properties, state: Properties) -> None:
    client = aws.client("secretsmanager")
    if any(old.get(name) != state.get(name) for name in ("description", "kmsKeyId")):
        client.update_secret(
            SecretId=id_,
            Description=state.get("description") or "",
            **sent({"KmsKeyId": state.get("kmsKeyId")}),
        )
    if not same_document(old.get("policy"), state.get("policy")):
        if state.get("policy"):
            _put_policy(aws, id_, state["policy"])
        else:
            client.delete_resource_policy(SecretId=id_)
    _replicate(client, id_, old, state)
    retag(
        aws,
        old,
        state,
        lambda tags: client.tag_resource(SecretId=id_, Tags=pairs(tags)),
        lambda keys: client.untag_resource(SecretId=id_, TagKeys=keys),
    )


def _replicate(client: Any, id_: str, old: Properties, state: Properties) -> None:
    before = {each["region"] for each in old.get("replicas") or []}
    after = {each["region"] for each in state.get("replicas") or []}
    if before - after:
        client.remove_regions_from_replication(
            SecretId=id_, RemoveReplicaRegions=sorted(before - after)
        )
    if after - before:
        client.replicate_secret_to_regions(
            SecretId=id_, AddReplicaRegions=_wanted_replicas(state, after - before)
        )


def _delete(aws: Aws, id_: str, state: Properties) -> None:
    days = state.get("recoveryWindowInDays", 30)
    how = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
    with ignoring_missing(also=going):
        _replicate(aws.client("secretsmanager"), id_, state, {})
        aws.client("secretsmanager").delete_secret(SecretId=id_, **how)
        waiting.until(lambda: _described(aws, id_) is None, "the secret to go")


def _recovery_window(inputs: Properties) -> Iterator[tuple[str, str]]:
    days = inputs["recoveryWindowInDays"]
    if not unknown(days) and days != 0 and not 7 <= days <= 30:
        yield "recoveryWindowInDays", "recoveryWindowInDays must be 0 or from 7 to 30"


def _write_policy(aws: Aws, state: Properties) -> str:
    options = sent({"BlockPublicPolicy": state.get("blockPublicPolicy")})
    _put_policy(aws, state["secretArn"], state["policy"], **options)
    return str(state["secretArn"])


def _read_policy(aws: Aws, id_: str, _state: Properties) -> Properties | None:
    policy = _policy(aws, id_)
    return {"policy": policy, "secretArn": id_, "region": aws.region} if policy else None


def _delete_policy(aws: Aws, id_: str, _state: Properties) -> None:
    with ignoring_missing(also=going):
        aws.client("secretsmanager").delete_resource_policy(SecretId=id_)


SECRET = Resource(
    title="Secrets Manager Secret",
    create=_create,
    finish=_finish,
    read=_read,
    update=_update,
    delete=_delete,
    autoname="",
    defaults={"forceOverwriteReplicaSecret": False, "recoveryWindowInDays": 30},
    rules=(_recovery_window,),
    equal={"policy": same_document},
)
SECRET_POLICY = Resource(
    title="Secrets Manager Secret Policy",
    create=_write_policy,
    read=_read_policy,
    upsert=True,
    delete=_delete_policy,
    equal={"policy": same_document},
)
