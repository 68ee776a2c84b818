"""What each step of a bootstrap has, and how it asks AWS."""

from __future__ import annotations

from typing import Any, Protocol

from botocore.exceptions import ClientError


class Step(Protocol):
    """One part of a bootstrap. It can be done again, or finished, at any time."""

    @property
    def words(self) -> str:
        """What it is, for people."""

    def is_done(self) -> bool:
        """Whether all of it is there; only asks."""

    def do(self) -> None:
        """Make what is missing."""


def found(call: Any, *absent: str, **arguments: Any) -> Any | None:
    """AWS's answer, or None for one of these error codes, which say that nothing is there."""
    try:
        return call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in absent:
            return None
        raise
