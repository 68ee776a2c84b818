"""Waiting for a service to settle, until the engine cancels."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sandbox.providers.resource import ProviderError

cancelled = threading.Event()
"""Set when the engine asks all calls to end."""


class Expired(ProviderError):
    """It did not happen in time."""


def until(done: Callable[[], bool], what: str, *, seconds: float = 120, pause: float = 0.1) -> None:
    """Ask `done` again and again, with growing pauses; raise Expired when time is up."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise Expired(f"timeout while waiting for {what} ({seconds:.0f} s)")
        if cancelled.wait(pause):
            raise ProviderError(f"cancelled while waiting for {what}")
        pause = min(pause * 1.5, 2)
