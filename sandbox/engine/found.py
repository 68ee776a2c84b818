"""The CLIs that are on this machine already."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from sandbox.engine.cli import Cli, EngineError


def own_folder() -> Path:
    """Where our language hosts are written: beside the Python that runs this."""
    return Path(sys.prefix) / "bin"


def in_venv() -> Cli | None:
    """The CLI that an earlier setup put beside our hosts."""
    engine = Cli(executable=own_folder() / "pulumi", origin="venv")
    return engine if engine.executable.exists() and engine.is_new_enough else None


def on_path() -> Cli | None:
    """The user's own CLI: the first on PATH that is new enough and has hosts or can get ours."""
    return next((engine for engine in _on_path() if _is_usable(engine)), None)


def _on_path() -> Iterator[Cli]:
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        found = shutil.which("pulumi", path=folder or os.curdir)
        if found and Path(found).resolve() != (own_folder() / "pulumi").resolve():
            yield Cli(executable=Path(found).absolute(), origin="path")


def _is_usable(engine: Cli) -> bool:
    # A wrapper script cannot be linked beside our hosts: it looks for the CLI in its own folder.
    return (engine.has_own_hosts or not engine.is_script) and engine.is_new_enough


def find() -> Cli:
    """The CLI that setup chose; nothing is installed or built here.

    Raises:
        EngineError: setup has not been run.
    """
    from sandbox.engine.cache import cached  # noqa: PLC0415 - the hosts start faster without it

    own = Cli(executable=own_folder() / "pulumi", origin="venv")
    if own.executable.exists():
        return own
    for source in (on_path, cached):
        engine = source()
        if engine is not None and engine.has_own_hosts:
            return engine
    raise EngineError("there is no Pulumi CLI yet; run: make setup")
