"""Reads from AWS and GitHub that may be refused: one line then, where the SDK has a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

import pulumi

_CODE = re.compile(r"\b(?:[A-Z]\w*(?:Exception|Failure|Fault|Error|Denied)|[45]\d\d)\b")

Answer = TypeVar("Answer")


def looked_up(ask: Callable[[], Answer], refused: str) -> Answer:
    """What a read answers; `ask` is an invoke, called at the top or in an `apply`.

    Raises:
        pulumi.RunError: `refused`, which names the setting and the way out, with the code alone of
            the service's error.
    """
    try:
        return ask()
    except Exception as error:
        raise not_shown(error, refused) from None


def not_shown(error: Exception, refused: str) -> pulumi.RunError:
    """The one line for a read that failed."""
    code = _CODE.search(str(error))
    return pulumi.RunError(f"{refused} ({code[0]})" if code else refused)
