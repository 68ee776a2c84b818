"""End with the program that started us, also when that was killed without a word."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import NoReturn

_LOOK_SECONDS = 0.5


def end_with_parent() -> None:
    """End at once on SIGINT, on SIGTERM, and when the parent is gone.

    The engine sends SIGINT and then waits 5 seconds for each of its children; a traceback would
    be shown to the user. One that was killed sends nothing, and its children would stay for ever.
    """
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: os._exit(0))
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> NoReturn:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)
