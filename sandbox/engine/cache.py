"""The engine's folder in the user's cache: outside of every checkout, whole or absent."""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.engine import VERSION, Engine


def folder() -> Path:
    """Where this project caches what it installs or builds."""
    default = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or default).expanduser() / "submit-key"


def _name() -> str:
    return f"pulumi-{VERSION}-{platform.system()}-{platform.machine()}".lower()


def cached() -> Engine | None:
    """The cached CLI, if there is one."""
    executable = folder() / _name() / "bin" / "pulumi"
    return Engine(executable=executable) if executable.exists() else None


def fill(make: Callable[[Path], bool]) -> Engine | None:
    """Let `make` write `bin/pulumi` into an empty folder, and keep the folder if it could.

    The folder gets its name at the very end, in one step, so that nothing of a maker that failed
    or was killed ever counts. Of two at once one makes and the other waits, then uses it.
    """
    with _alone():
        if (done := cached()) is not None:
            return done
        part = Path(tempfile.mkdtemp(prefix=_part(), dir=folder()))
        try:
            if not make(part) or not Engine(executable=part / "bin" / "pulumi").is_new_enough():
                return None
            part.chmod(0o755)
            part.rename(folder() / _name())
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return cached()


def _part() -> str:
    return f"{_name()}.part-"


@contextmanager
def _alone() -> Iterator[None]:
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / f"{_name()}.lock").open("w") as lock:
        # The system lets go of it when its holder ends, however that ends.
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder().glob(f"{_part()}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
