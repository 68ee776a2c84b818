"""End with the engine that started us, also when the engine was killed."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Sequence
from typing import NoReturn

_LOOK_SECONDS = 0.5
_CONNECT_SECONDS = 5


def end_with_engine(arguments: Sequence[str]) -> None:
    """End at once on SIGINT, on SIGTERM, and when the engine is gone.

    The engine sends SIGINT and waits 5 seconds for each child; a slow child uses up the time of the
    next. A signal handler in Python needs the main thread to wake up, and one time in a hundred it
    did not; the kernel's default needs no thread and prints no traceback.
    A killed engine sends nothing, so its children would stay for ever: therefore we watch whether
    our parent changes. The kernel's parent-death signal cannot serve: it comes when the parent's
    thread ends, and threads of a Go program come and go.

    Args:
        arguments: Of the command line; the last is the engine's address, `127.0.0.1:1234`.
    """
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_DFL)
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    if arguments and not _answers(arguments[-1]):
        os._exit(1)


def _watch(parent: int) -> NoReturn:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


def _answers(address: str) -> bool:
    """Tell whether the engine lives; it may have been killed before we looked up our parent."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except (OSError, ValueError):
        return False
    return True
