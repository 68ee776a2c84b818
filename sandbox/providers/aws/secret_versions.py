"""Secrets Manager: versions of a secret, which are moved by their labels and never removed."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from sandbox.providers import waiting
from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none, ignoring_missing
from sandbox.providers.aws.names import sent, unique_digits
from sandbox.providers.aws.secretsmanager import going
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_set
from sandbox.providers.wire import Properties

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


def _create(aws: Aws, state: Properties) -> str:
    text = state.get("secretString") or state.get("secretStringWo")
    binary = state.get("secretBinary")
    made = aws.client("secretsmanager").put_secret_value(
        SecretId=state["secretId"],
        ClientRequestToken=f"terraform-{unique_digits()}",
        **sent(
            {
                "SecretString": text,
                "SecretBinary": base64.b64decode(binary) if binary else None,
                "VersionStages": state.get("versionStages"),
            }
        ),
    )
    return f"{state['secretId']}|{made['VersionId']}"


def _finish(aws: Aws, id_: str, state: Properties) -> None:
    waiting.until(lambda: _read(aws, id_, state) is not None, "the version to appear")


def _read(aws: Aws, id_: str, state: Properties) -> Properties | None:
    secret_id, version_id = id_.rsplit("|", 1)
    try:
        write_only = "secretStringWoVersion" in state
        reading = _labels_only if write_only else _value_and_labels
        version = found_or_none(lambda: reading(aws, secret_id, version_id))
    except Exception as fault:
        if going(fault):
            return None
        raise
    if version is None:
        return None
    return {
        "arn": version["secretArn"],
        "hasSecretStringWo": write_only,
        "region": aws.region,
        "secretId": secret_id,
        "versionId": version_id,
        **version,
    }


def _value_and_labels(aws: Aws, secret_id: str, version_id: str) -> Properties:
    answer = aws.client("secretsmanager").get_secret_value(SecretId=secret_id, VersionId=version_id)
    binary = answer.get("SecretBinary")
    return {
        "secretArn": answer["ARN"],
        "secretString": answer.get("SecretString"),
        "secretBinary": base64.b64encode(binary).decode() if binary else None,
        "versionStages": sorted(answer.get("VersionStages") or []),
    }


def _labels_only(aws: Aws, secret_id: str, version_id: str) -> Properties | None:
    answer = _versions(aws, secret_id)
    for each in answer["Versions"]:
        if each["VersionId"] == version_id:
            return {
                "secretArn": answer["ARN"],
                "versionStages": sorted(each.get("VersionStages") or []),
            }
    return None


def _versions(aws: Aws, secret_id: str) -> Any:
    return aws.client("secretsmanager").list_secret_version_ids(
        SecretId=secret_id, IncludeDeprecated=True, MaxResults=100
    )


def _update(aws: Aws, id_: str, old: Properties, state: Properties) -> None:
    secret_id, version_id = id_.rsplit("|", 1)
    client = aws.client("secretsmanager")
    before, after = set(old.get("versionStages") or []), set(state.get("versionStages") or [])
    for label in sorted(after - before):
        holder = _holder(aws, secret_id, label) if label == CURRENT else None
        client.update_secret_version_stage(
            SecretId=secret_id,
            VersionStage=label,
            MoveToVersionId=version_id,
            **sent({"RemoveFromVersionId": holder}),
        )
    kept = {CURRENT, PREVIOUS} if CURRENT in after - before else {CURRENT}
    for label in sorted(before - after - kept):
        _remove(client, secret_id, version_id, label)


def _holder(aws: Aws, secret_id: str, label: str) -> str | None:
    for each in _versions(aws, secret_id)["Versions"]:
        if label in (each.get("VersionStages") or []):
            return str(each["VersionId"])
    return None


def _remove(client: Any, secret_id: str, version_id: str, label: str) -> None:
    client.update_secret_version_stage(
        SecretId=secret_id, VersionStage=label, RemoveFromVersionId=version_id
    )


def _delete(aws: Aws, id_: str, state: Properties) -> None:
    """Removes the recorded labels; what nobody labels is AWS's to drop. AWSCURRENT stays."""
    secret_id, version_id = id_.rsplit("|", 1)
    client = aws.client("secretsmanager")
    labels = [each for each in state.get("versionStages") or [] if each != CURRENT]
    with ignoring_missing(also=going):
        for label in labels:
            _remove(client, secret_id, version_id, label)
        waiting.until(
            lambda: _settled(_labels_only(aws, secret_id, version_id)), "the version to go"
        )


def _settled(version: Properties | None) -> bool:
    return version is None or version["versionStages"] in ([], [CURRENT], [PREVIOUS])


def _one_value(inputs: Properties) -> Iterator[tuple[str, str]]:
    kinds = ("secretString", "secretBinary", "secretStringWo")
    if sum(kind in inputs for kind in kinds) != 1:
        yield "", f"exactly one of {', '.join(kinds)} must be given"
    if ("secretStringWo" in inputs) != ("secretStringWoVersion" in inputs):
        yield "", "secretStringWo and secretStringWoVersion must be given together"


VERSION = Resource(
    title="Secrets Manager Secret Version",
    create=_create,
    finish=_finish,
    read=_read,
    update=_update,
    delete=_delete,
    from_id=lambda id_: {"secretId": id_.rsplit("|", 1)[0]},
    rules=(_one_value,),
    equal={"versionStages": same_set},
    write_only=frozenset({"secretStringWo"}),
)
