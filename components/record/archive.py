"""`RecordArchive`: locked copies of the rotation record in an S3 bucket."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pulumi
from pulumi_aws import s3

from components.key.facts import time_of, whole
from components.record.chain import KeyRecord
from components.record.markdown import markdown
from components.record.settings import RecordSettings


@dataclass(frozen=True, kw_only=True)
class RecordArchiveArgs:
    """What a `RecordArchive` needs."""

    record: KeyRecord
    key_name: str
    """The name of the `SubmitKey`: each key of a stack has its own copies."""
    bucket: str
    """Name of a bucket that was created with object lock."""
    settings: RecordSettings


class RecordArchive(pulumi.ComponentResource):
    """Write all records to a bucket, under object lock.

    Type `atomyx:submit:RecordArchive`. Makes:

    - `<name>-json`: the BucketObjectv2 with all records that the state keeps, as JSON
    - `<name>-markdown`: the BucketObjectv2 with the same records, as Markdown

    Each new record is written under a new object name. Former objects stay: the lock refuses their
    removal. Another lock in the settings is put on a new version of the newest objects; the former
    version keeps its own. Each object holds the whole chain, so the next one also has what a failed
    copy lacks.
    """

    def __init__(
        self, name: str, args: RecordArchiveArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:RecordArchive", name, None, opts)
        chain = args.record.chain.apply(_documents)
        self._copy(f"{name}-json", args, ".json", "application/json", chain.apply(as_json))
        self._copy(f"{name}-markdown", args, ".md", "text/markdown", chain.apply(markdown))
        self.register_outputs({})

    def _copy(
        self,
        name: str,
        args: RecordArchiveArgs,
        ending: str,
        content_type: str,
        content: pulumi.Output[str],
    ) -> None:
        newest = args.record.record
        s3.BucketObjectv2(
            name,
            bucket=args.bucket,
            key=newest.apply(lambda record: object_name(record, args.key_name) + ending),
            content=content,
            content_type=content_type,
            # S3 requires a checksum when an object lock is set.
            checksum_algorithm="SHA256",
            object_lock_mode=args.settings.lock_mode,
            object_lock_retain_until_date=newest.apply(
                lambda record: retained_until(record, args.settings.lock_days)
            ),
            # S3 refuses to shorten a lock, so another one is put on a new version of the object.
            opts=pulumi.ResourceOptions(
                parent=self,
                retain_on_delete=True,
                replace_on_changes=["objectLockMode", "objectLockRetainUntilDate"],
            ),
        )


def object_name(record: Mapping[str, Any], key_name: str) -> str:
    """Names sort by time; with the time in it, a recreated stack overwrites no former copy."""
    at = str(record["at"]).removesuffix("+00:00").replace(":", "")
    return f"{record['stack']}/{key_name}/{at}Z-{whole(record['sequence']):04d}"


def retained_until(record: Mapping[str, Any], days: int) -> str:
    """When the lock ends, as RFC 3339 in UTC."""
    until = time_of(record["at"]) + timedelta(days=days)
    return until.strftime("%Y-%m-%dT%H:%M:%SZ")


def as_json(records: Sequence[Mapping[str, Any]]) -> str:
    """A JSON list with one record per line."""
    return "[\n" + ",\n".join(json.dumps(record, sort_keys=True) for record in records) + "\n]\n"


def _documents(chain: Sequence[str]) -> list[dict[str, Any]]:
    return [json.loads(text) for text in chain]
