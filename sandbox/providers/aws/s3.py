"""S3: objects, with the lock that keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.row import Row, members, sent
from sandbox.providers.wire import Properties

_WRITTEN = ("checksumAlgorithm", "content", "contentType")
"""What an object is written anew for."""


@dataclass(frozen=True, kw_only=True)
class _Object(Row):
    def named(self, id_: str, state: Properties) -> Properties:
        return {"Bucket": state["bucket"], "Key": id_}

    def arguments(self, state: Properties) -> Properties:
        given = members("bucket", "checksumAlgorithm", "key", "objectLockRetainUntilDate")
        more = {member: state.get(name) for name, member in given.items()}
        return {**super().arguments(state), **more, "Body": state.get("content", "").encode()}

    def more(self, aws: Aws, id_: str, state: Properties, found: Properties) -> Properties:
        """The real provider asks for tags, so whoever reads it needs the right to."""
        self.call(aws, "get_object_tagging", self.named(id_, state))
        until = found.get("ObjectLockRetainUntilDate")
        return {
            "etag": found["ETag"].strip('"'),
            "key": id_,
            "objectLockRetainUntilDate": until and until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def update(self, client: Aws, id_: str, old: Properties, state: Properties) -> None:
        """The real provider writes the object anew only where more than its lock changed."""
        changed = {name for name in _WRITTEN if old.get(name) != state.get(name)}
        if changed:
            super().update(client, id_, old, state)
            return
        mode, until = state.get("objectLockMode"), str(state.get("objectLockRetainUntilDate"))
        retention = {"Mode": mode, "RetainUntilDate": until}
        is_shorter = until < (old.get("objectLockRetainUntilDate") or "")
        bypass = {"BypassGovernanceRetention": True} if is_shorter else {}
        where = self.named(id_, state)
        self.call(client, "put_object_retention", {**where, "Retention": retention, **bypass})

    def removal(self, id_: str, state: Properties) -> Properties:
        """Delete the version in the state only; a locked one is refused."""
        return sent({**self.named(id_, state), "VersionId": state.get("versionId")})

    def imported(self, client: Aws, id_: str) -> tuple[str, Properties]:
        bucket, _, key = id_.removeprefix("s3://").partition("/")
        return key, {"bucket": bucket}


OBJECT = _Object(
    title="S3 Object",
    service="s3",
    key="Key",
    members=members("contentType", "objectLockMode"),
    outputs=members("versionId"),
    creates="put_object",
    gets="head_object",
    deletes="delete_object",
)
