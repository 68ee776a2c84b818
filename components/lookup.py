"""Turns a read that AWS or GitHub refuses into an error of one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import pulumi

_CODE = re.compile(r"\b(?:[A-Z]\w*(?:Exception|Failure|Fault|Error|Denied)|[45]\d\d)\b")
_ABSENT = re.compile(r"couldn't find resource|NoSuchEntity")
_CANCELLED = re.compile(
    "context canceled|client connection is closing|Resource monitor has terminated"
)
"""What gRPC, the engine and the SDK say of a call that was under way when an update stopped."""

Answer = TypeVar("Answer")


def looked_up(ask: Callable[[], Answer], refused: str, absent: str | None = None) -> Answer:
    """Return the answer of `ask`, a pulumi invoke.

    Any exception other than a refusal is a bug and passes with its traceback.

    Raises:
        pulumi.RunError: the service refused. The message is `absent`, if given and the service says
            that the thing does not exist; else `refused` and the service's error code. Where the
            engine cancelled the read, because something else failed, only that is said.
    """
    try:
        return ask()
    except Exception as error:
        if not _is_refused(error):
            raise
        raise pulumi.RunError(_line(str(error), refused, absent)) from None


def listed(ask: Callable[[], Sequence[str]], refused: str) -> Sequence[str]:
    """The same for a list, which is empty where the service says that its place does not exist.

    Raises:
        pulumi.RunError: the service refused.
    """
    try:
        return looked_up(ask, refused)
    except pulumi.RunError as error:
        if str(error).endswith("(404)"):
            return ()
        raise


def explained(name: str, said: str, way_out: str) -> pulumi.ErrorHook:
    """A hook of this name: where the service's error contains `said`, it adds the way out."""

    def explain(args: pulumi.ErrorHookArgs) -> bool:
        if any(said in error for error in args.errors):
            pulumi.log.error(way_out)
        return False

    return pulumi.ErrorHook(name, explain)


def _is_refused(error: Exception) -> bool:
    """By its text: the SDK has no class for a failed invoke (`pulumi.runtime.invoke`)."""
    return type(error) is Exception and str(error).startswith("invoke of ")


def _line(said: str, refused: str, absent: str | None) -> str:
    if _CANCELLED.search(said):
        return "a read was cancelled when the update stopped; another error says why"
    if absent and _ABSENT.search(said):
        return absent
    code = _CODE.search(said)
    return f"{refused} ({code[0]})" if code else refused
