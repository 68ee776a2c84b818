"""`RecordArchive`: copies of the rotation record that nobody can alter."""

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


@dataclass(frozen=True, kw_only=True)
class RecordArchiveArgs:
    """What a `RecordArchive` needs."""

    record: KeyRecord
    key_name: str
    """The name of the `SubmitKey`: each key of a stack has copies of its own."""
    bucket: str
    """Name of a bucket that was made with object lock."""
    lock_mode: str
    lock_days: int


class RecordArchive(pulumi.ComponentResource):
    """Write the chain of records to a bucket, under object lock.

    Type `atomyx:submit:RecordArchive`. Makes:

    - `<name>-json`: the BucketObjectv2 with all records kept, as JSON
    - `<name>-markdown`: the BucketObjectv2 with the same for people

    Each record gives the objects a new name, and the former ones stay: the lock would refuse their
    removal. Each holds the whole chain, so a copy that failed once is in the next one.
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
            # S3 asks for a checksum wherever a lock is set.
            checksum_algorithm="SHA256",
            object_lock_mode=args.lock_mode,
            object_lock_retain_until_date=newest.apply(
                lambda record: retained_until(record, args.lock_days)
            ),
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
        )


def object_name(record: Mapping[str, Any], key_name: str) -> str:
    """The copies of a stack sort by time; a stack made anew does not write over the former's."""
    at = str(record["at"]).removesuffix("+00:00").replace(":", "")
    return f"{record['stack']}/{key_name}/{at}Z-{whole(record['sequence']):04d}"


def retained_until(record: Mapping[str, Any], days: int) -> str:
    """When the lock ends, RFC 3339 in UTC."""
    until = time_of(record["at"]) + timedelta(days=days)
    return until.strftime("%Y-%m-%dT%H:%M:%SZ")


def as_json(records: Sequence[Mapping[str, Any]]) -> str:
    """A JSON list, one record a line."""
    return "[\n" + ",\n".join(json.dumps(record, sort_keys=True) for record in records) + "\n]\n"


def _documents(chain: Sequence[str]) -> list[dict[str, Any]]:
    return [json.loads(text) for text in chain]
