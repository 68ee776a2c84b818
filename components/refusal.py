"""Our own errors: those that people are told in one line."""

from __future__ import annotations


class OneLineError(Exception):
    """Says what is wrong and the way out, so nobody needs its traceback: people see one line.

    Any other exception is a bug, and keeps its traceback.
    """


class Refusal(OneLineError, ValueError):
    """A setting is wrong: which, what shape the value has, and the way out, in one line.

    The value itself is never part of it: a key pasted into the wrong setting must not be shown.
    """

    def __init__(self, setting: str, shape: str, way_out: str) -> None:
        self.setting = setting
        self.reason = f"{shape}; {way_out}"
        super().__init__(f"{setting}: {self.reason}")
