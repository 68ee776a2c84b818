"""What a bootstrap consists of."""

from __future__ import annotations

from typing import Any, Protocol

from botocore.exceptions import ClientError


class Step(Protocol):
    """One part. Doing it again, or doing the rest of it, is always fine."""

    @property
    def words(self) -> str:
        """What it is, for people."""

    def is_done(self) -> bool:
        """Tell whether all of it is there, asking only."""

    def do(self) -> None:
        """Make what is missing."""


def found(call: Any, *absent: str, **arguments: Any) -> Any | None:
    """The answer, or None where AWS says by one of these codes that it is not there."""
    try:
        return call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in absent:
            return None
        raise
