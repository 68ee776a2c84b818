"""Keys by one letter, in tests that care which key it is and not what it looks like."""

from __future__ import annotations

AT = "2026-11-24T12:00:00+00:00"
"""A time, where any will do."""


def mark(letter: str) -> str:
    """The fingerprint of the key with this letter."""
    return f"{ord(letter):012x}"


def letter(fingerprint: str) -> str:
    """The letter of the key with this fingerprint."""
    return chr(int(fingerprint, 16))
