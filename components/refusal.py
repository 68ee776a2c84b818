"""Our own errors, which people see as one line."""

from __future__ import annotations


class OneLineError(Exception):
    """Says what is wrong and the way out in one line; it is shown without a traceback.

    Any other exception is a bug and keeps its traceback.
    """


class Refusal(OneLineError, ValueError):
    """A setting is wrong. The message names it, the shape of its value and the way out.

    It never quotes the value: somebody may have pasted the key into the wrong setting.
    """

    def __init__(self, setting: str, shape: str, way_out: str) -> None:
        self.setting = setting
        self.reason = f"{shape}; {way_out}"
        super().__init__(f"{setting}: {self.reason}")
