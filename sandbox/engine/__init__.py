"""The genuine Pulumi engine: which one is in use, and how a machine gets one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

VERSION = "3.259.0"
"""The version that is installed or built, and the oldest this project was run with."""
_HOST = "pulumi-language-python"
_ANSWER_SECONDS = 30


class EngineError(Exception):
    """There is no engine; the message says what to install."""


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A Pulumi CLI."""

    executable: Path

    @property
    def has_hosts(self) -> bool:
        """Tell whether its language host lies beside it, where the engine looks first."""
        return (self.executable.resolve().parent / _HOST).exists()

    def version(self) -> tuple[int, ...]:
        """What it says of itself; (0,) where it does not start or does not answer."""
        try:
            said = subprocess.run(
                [self.executable, "version"],
                capture_output=True,
                text=True,
                timeout=_ANSWER_SECONDS,
                check=True,
                env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            ).stdout
            return tuple(int(part) for part in said.strip().lstrip("v").split("-")[0].split("."))
        except (OSError, ValueError, subprocess.SubprocessError):
            return (0,)

    def is_new_enough(self) -> bool:
        """Tell whether it is at least the version this project was run with."""
        return self.version() >= tuple(int(part) for part in VERSION.split("."))


def own_folder() -> Path:
    """Where a CLI without hosts of its own gets ours: beside the Python that runs this."""
    return Path(sys.prefix) / "bin"


def on_path() -> Engine | None:
    """The user's own CLI, if one is new enough."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    others = [folder for folder in folders if Path(folder).resolve() != own_folder().resolve()]
    found = shutil.which("pulumi", path=os.pathsep.join(others))
    engine = Engine(executable=Path(found)) if found else None
    return engine if engine and engine.is_new_enough() else None


def find() -> Engine:
    """The CLI that setup chose; nothing is installed or built here.

    Raises:
        EngineError: setup has not been run.
    """
    from sandbox.engine.cache import cached  # noqa: PLC0415 - it needs this module

    own = Engine(executable=own_folder() / "pulumi")
    candidates = (own if own.executable.exists() else None, on_path(), cached())
    for engine in candidates:
        if engine is not None:
            return engine
    raise EngineError("there is no Pulumi CLI yet; run: make setup")
