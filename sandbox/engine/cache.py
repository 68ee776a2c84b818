"""The engine's folder in the user's cache, outside of every checkout. It is complete or absent."""

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

from sandbox.engine.cli import VERSION, Cli, EngineError, Origin

Maker = Callable[[Path, Path], bool]
"""Puts `bin/pulumi` into the first folder, may use the second as it likes; False: it cannot."""


def folder() -> Path:
    """Where this project caches what it installs or builds."""
    default = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or default).expanduser() / "submit-key"


def _name() -> str:
    return f"pulumi-{VERSION}-{platform.system()}-{platform.machine()}".lower()


def cached(origin: Origin = "cache") -> Cli | None:
    """The cached CLI, if there is one that runs."""
    engine = Cli(executable=folder() / _name() / "bin" / "pulumi", origin=origin)
    return engine if engine.executable.exists() and engine.is_new_enough else None


def fill(make: Maker, origin: Origin) -> Cli | None:
    """Let `make` write a CLI into an empty folder, and keep the folder if it succeeded.

    The folder gets its final name in one last step, so a maker that failed or was killed leaves
    nothing that counts. If two run at once, one makes the CLI and the other waits and uses it.

    Raises:
        EngineError: the cache folder cannot be written.
    """
    try:
        with _alone():
            return cached() or _fill(make, origin)
    except OSError as error:
        raise EngineError(
            f"cannot write to {folder()}: {error.strerror}; set XDG_CACHE_HOME to another folder"
        ) from None


def _fill(make: Maker, origin: Origin) -> Cli | None:
    part = Path(tempfile.mkdtemp(prefix=_part(), dir=folder()))
    try:
        new, scratch = part / "new", part / "scratch"
        new.mkdir()
        scratch.mkdir()
        made = Cli(executable=new / "bin" / "pulumi", origin=origin)
        if not make(new, scratch) or not made.is_new_enough:
            return None
        shutil.rmtree(folder() / _name(), ignore_errors=True)
        new.rename(folder() / _name())
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return cached(origin)


def _part() -> str:
    return f"{_name()}.part-"


@contextmanager
def _alone() -> Iterator[None]:
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / f"{_name()}.lock").open("w") as lock:
        # The system releases the lock when its holder ends, however that happens.
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another setup is getting the Pulumi CLI; waiting for it", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder().glob(f"{_part()}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
