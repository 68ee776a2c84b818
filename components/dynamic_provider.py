"""What the dynamic providers share: a failure is one line."""

from __future__ import annotations

import sys

from pulumi.dynamic import CheckFailure, ConfigureRequest, ResourceProvider

from components.refusal import Refusal


class PlainProvider(ResourceProvider):
    """Shows people what went wrong, not where in our code."""

    def configure(self, req: ConfigureRequest) -> None:
        """Leave out the traceback: the engine prints what the traceback module formats."""
        sys.tracebacklimit = 0


def failure(refusal: Refusal) -> CheckFailure:
    """A refusal as a check failure. It names no property: the engine would print its value."""
    return CheckFailure("", str(refusal))


def whole(number: float | None) -> int | None:
    """A whole number as the engine hands it over, as a float."""
    return None if number is None else int(number)
