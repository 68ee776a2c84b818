"""Fingerprints named by one letter, for tests in which the key itself does not matter."""

from __future__ import annotations

AT = "2026-11-24T12:00:00+00:00"
"""Any time."""


def mark(letter: str) -> str:
    """The fingerprint for this letter."""
    return f"{ord(letter):012x}"


def letter(fingerprint: str) -> str:
    """The letter for this fingerprint."""
    return chr(int(fingerprint, 16))
