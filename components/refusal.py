"""The one way this project says no to a setting."""

from __future__ import annotations


class Refusal(ValueError):
    """A setting is wrong: which, what shape the value has, and the way out, in one line.

    The value itself is never part of it: a key pasted into the wrong setting must not be shown.
    """

    def __init__(self, setting: str, shape: str, way_out: str) -> None:
        self.setting = setting
        self.reason = f"{shape}; {way_out}"
        super().__init__(f"{setting}: {self.reason}")
