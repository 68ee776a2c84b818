"""The settings object `record`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from components.section import Section, Text, matching

_Bucket = Annotated[
    Text, matching(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket (3 to 63 of a-z)")
]


class RecordSettings(Section):
    """Where copies of the rotation record go.

    Source: Amazon S3 User Guide, "Locking objects with Object Lock".
    """

    bucket: _Bucket | None = Field(default=None, examples=["acme-submit-key-records"])
    """Name of an S3 bucket with object lock, for copies of the rotation record"""
    lock_mode: Literal["COMPLIANCE", "GOVERNANCE"] = "COMPLIANCE"
    """Who can delete a locked copy: nobody, or (`GOVERNANCE`) whoever may bypass the lock"""
    lock_days: int = Field(default=365, ge=1, le=36500)
    """Days for which a copy cannot be deleted"""
