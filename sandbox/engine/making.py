"""Run a program that makes a CLI, and end it with everything it started."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


def run(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    tell: Callable[[float], None],
    every_seconds: float,
    output: int | None = None,
) -> int:
    """Run a command in a folder and return its exit status.

    Every `every_seconds`, `tell` is called with the seconds passed. If anything stops us, an
    exception from `tell` included, the command and its children are killed first.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )
    began = time.monotonic()
    try:
        while True:
            try:
                return process.wait(timeout=every_seconds)
            except subprocess.TimeoutExpired:
                tell(time.monotonic() - began)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
