"""A Pulumi CLI on this machine."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from sandbox.engine.launcher import is_launcher

VERSION = "3.259.0"
"""The version that is installed or built."""
MINIMUM = (3, 259, 0)
"""The oldest version that is used from PATH.

The features in use are older, but this project was never run with an older version, and a newer
one is installed in seconds.
"""
HOST = "pulumi-language-python"
Origin = Literal["path", "cache", "installer", "build", "venv"]
_ANSWER_SECONDS = 30


class EngineError(Exception):
    """There is no engine; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Cli:
    """A Pulumi CLI, and where it was taken from."""

    executable: Path
    origin: Origin

    @cached_property
    def version(self) -> str:
        """The version it prints, `3.259.0`; empty where it does not start or answer."""
        try:
            done = subprocess.run(
                [self.executable, "version"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_ANSWER_SECONDS,
                check=True,
                env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            )
        except (OSError, UnicodeDecodeError, subprocess.SubprocessError):
            return ""
        return done.stdout.strip().removeprefix("v")

    @property
    def is_new_enough(self) -> bool:
        """Tell whether it is at least the oldest version that is used here."""
        parts = re.match(r"(\d+)\.(\d+)\.(\d+)", self.version)
        return parts is not None and tuple(map(int, parts.groups())) >= MINIMUM

    @property
    def has_own_hosts(self) -> bool:
        """Tell whether the official language host lies beside it or its target."""
        folders = (self.executable.parent, self.executable.resolve().parent)
        hosts = [folder / HOST for folder in folders]
        return any(host.exists() and not is_launcher(host) for host in hosts)

    @property
    def is_script(self) -> bool:
        """Tell whether it is a wrapper script of a version manager or a package."""
        with self.executable.open("rb") as file:
            return file.read(2) == b"#!"
