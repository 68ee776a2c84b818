"""Reads from AWS and GitHub, by pulumi's invokes, that the service may refuse."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

import pulumi

_CODE = re.compile(r"\b(?:[A-Z]\w*(?:Exception|Failure|Fault|Error|Denied)|[45]\d\d)\b")
_ABSENT = re.compile(r"couldn't find resource|NoSuchEntity")

Answer = TypeVar("Answer")


def looked_up(ask: Callable[[], Answer], refused: str, absent: str | None = None) -> Answer:
    """What a read answers; `ask` is an invoke, called at the top or in an `apply`.

    Any other exception is a bug: it passes, with its traceback.

    Raises:
        pulumi.RunError: the service refused. One line, without the SDK's traceback: `refused` and
            the code of the service's error, or `absent` where it says that there is no such thing.
    """
    try:
        return ask()
    except Exception as error:
        if not _is_refused(error):
            raise
        raise pulumi.RunError(_line(str(error), refused, absent)) from None


def _is_refused(error: Exception) -> bool:
    """The SDK has no class for a failed invoke, only this text (`pulumi.runtime.invoke`)."""
    return type(error) is Exception and str(error).startswith("invoke of ")


def _line(said: str, refused: str, absent: str | None) -> str:
    if absent and _ABSENT.search(said):
        return absent
    code = _CODE.search(said)
    return f"{refused} ({code[0]})" if code else refused
