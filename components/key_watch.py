"""`KeyWatch`: monitors the integration (the vendor's step 6) and records the steps before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.aws.names import watch_prefix
from components.key.proof import KeyProof
from components.monitor.auth_monitor import AuthMonitor, AuthMonitorArgs
from components.record.archive import RecordArchive, RecordArchiveArgs
from components.record.chain import KeyRecord, KeyRecordArgs
from components.record.sources import holders
from components.retirement.history import KeyRetirement
from components.settings import KeySettings


@dataclass(frozen=True, kw_only=True)
class KeyWatchArgs:
    """What a `KeyWatch` needs."""

    key_name: str
    """The name of the `SubmitKey`."""
    settings: KeySettings
    secret_arn: pulumi.Output[str]
    proof: KeyProof
    retirement: KeyRetirement
    """The last step of a rotation; the record describes the keys after it."""


class KeyWatch(pulumi.ComponentResource):
    """Record what happened to every key, and alert people when one is refused.

    Type `atomyx:submit:KeyWatch`. Makes:

    - `<name>-record`: the KeyRecord of what happened to the keys
    - `<name>-archive`: the RecordArchive, if a bucket is set
    - `<name>-monitor`: the AuthMonitor, if the integration's log group is set
    """

    record: KeyRecord
    alarm_topic_arn: pulumi.Output[str] | None = None

    def __init__(
        self, name: str, args: KeyWatchArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:KeyWatch", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.record = self._record(args)
        self._archive(args)
        self._monitor(args)
        self.register_outputs({"recordHash": self.record.record_hash})

    def _record(self, args: KeyWatchArgs) -> KeyRecord:
        settings = args.settings
        record = KeyRecordArgs(
            stack=f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}",
            environment=settings.environment,
            history=args.retirement.history,
            next_step=args.retirement.next_step,
            answers=pulumi.Output.all(args.proof.answers, args.retirement.answers).apply(_joined),
            order=pulumi.Output.all(args.retirement.order, args.proof.order).apply(_latest),
            key_version=settings.key_version,
            stores=holders(settings.store, settings.github, settings.key_version),
        )
        return KeyRecord(f"{self._name}-record", record, self._child)

    def _archive(self, args: KeyWatchArgs) -> None:
        settings = args.settings.record
        if settings.bucket is None:
            return
        archive = RecordArchiveArgs(
            record=self.record,
            key_name=args.key_name,
            bucket=settings.bucket,
            settings=settings,
        )
        RecordArchive(f"{self._name}-archive", archive, self._child)

    def _monitor(self, args: KeyWatchArgs) -> None:
        settings = args.settings.monitor
        if settings.log_group is None:
            return
        monitor = AuthMonitorArgs(
            settings=settings,
            log_group=settings.log_group,
            prefix=watch_prefix(f"{args.key_name}-{pulumi.get_stack()}"),
            near=args.secret_arn,
        )
        self.alarm_topic_arn = AuthMonitor(f"{self._name}-monitor", monitor, self._child).topic_arn


def _joined(answers: Sequence[list[dict[str, Any]] | None]) -> list[dict[str, Any]]:
    """Both lists in one; a resource stored by an early version of the code has None."""
    return [answer for some in answers for answer in some or []]


def _latest(orders: Sequence[str | None]) -> str:
    """The order found last; a resource stored by an early version of the code has None."""
    return next((order for order in orders if order), "")
