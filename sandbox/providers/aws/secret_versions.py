"""Secrets Manager: versions of a secret, which are moved by their labels and never deleted."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from sandbox.providers import waiting
from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none, going, ignoring_missing
from sandbox.providers.aws.row import Row, members
from sandbox.providers.sameness import same_set
from sandbox.providers.wire import Properties

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


@dataclass(frozen=True, kw_only=True)
class _Version(Row):
    def named(self, id_: str, state: Properties) -> Properties:
        secret_id, version_id = id_.rsplit("|", 1)
        return {"SecretId": secret_id, "VersionId": version_id}

    def arguments(self, state: Properties) -> Properties:
        token = {"ClientRequestToken": f"terraform-{_unique_digits()}"}
        return {**super().arguments(state), "SecretId": state["secretId"], **token}

    def create(self, client: Aws, state: Properties) -> str:
        return f"{state['secretId']}|{super().create(client, state)}"

    def finish(self, client: Aws, id_: str, state: Properties) -> None:
        waiting.until(lambda: self.read(client, id_, state) is not None, "the version to appear")

    def read(self, client: Aws, id_: str, state: Properties) -> Properties | None:
        with ignoring_missing(also=going):
            return super().read(client, id_, state)
        return None

    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        labels = sorted(found.get("VersionStages") or [])
        return {"secretId": id_.rsplit("|", 1)[0], "versionStages": labels}

    def delete(self, client: Aws, id_: str, state: Properties) -> None:
        """Remove the recorded labels but AWSCURRENT; AWS drops a version without labels."""
        secret_id, version_id = id_.rsplit("|", 1)
        service = client.client("secretsmanager")
        labels = [each for each in state.get("versionStages") or [] if each != CURRENT]
        with ignoring_missing(also=going):
            for label in labels:
                _remove(service, id_, label)
            waiting.until(lambda: _settled(service, secret_id, version_id), "the version to go")


def _move(service: Any, id_: str, old: Properties, state: Properties) -> None:
    secret_id, version_id = id_.rsplit("|", 1)
    before, after = set(old.get("versionStages") or []), set(state.get("versionStages") or [])
    for label in sorted(after - before):
        holder = _holder(service, secret_id) if label == CURRENT else None
        service.update_secret_version_stage(
            SecretId=secret_id,
            VersionStage=label,
            MoveToVersionId=version_id,
            **({"RemoveFromVersionId": holder} if holder else {}),
        )
    kept = {CURRENT, PREVIOUS} if CURRENT in after - before else {CURRENT}
    for label in sorted(before - after - kept):
        _remove(service, id_, label)


def _remove(service: Any, id_: str, label: str) -> None:
    secret_id, version_id = id_.rsplit("|", 1)
    service.update_secret_version_stage(
        SecretId=secret_id, VersionStage=label, RemoveFromVersionId=version_id
    )


def _labels(service: Any, secret_id: str) -> dict[str, list[str]]:
    """The labels of every version, by the version's id."""
    answer = service.list_secret_version_ids(
        SecretId=secret_id, IncludeDeprecated=True, MaxResults=100
    )
    return {
        each["VersionId"]: sorted(each.get("VersionStages") or []) for each in answer["Versions"]
    }


def _holder(service: Any, secret_id: str) -> str | None:
    labels = _labels(service, secret_id)
    return next((version for version, its in labels.items() if CURRENT in its), None)


def _settled(service: Any, secret_id: str, version_id: str) -> bool:
    labels = found_or_none(lambda: _labels(service, secret_id)) or {}
    return labels.get(version_id, []) in ([], [CURRENT], [PREVIOUS])


def _unique_digits() -> str:
    """26 digits: the time, then a random number."""
    now = time.strftime("%Y%m%d%H%M%S", time.gmtime())
    return f"{now}{secrets.randbelow(10**12):012d}"


VERSION = _Version(
    title="Secrets Manager Secret Version",
    service="secretsmanager",
    key="VersionId",
    members=members("secretString", "versionStages"),
    outputs=members("versionId"),
    creates="put_secret_value",
    made="VersionId",
    gets="get_secret_value",
    deletes="",
    changes={("versionStages",): _move},
    equal={"versionStages": same_set},
)
