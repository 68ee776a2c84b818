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

The newest feature in use, `configure` of dynamic providers, is far older; but with no older
version was this project ever run, and a newer one is had in seconds.
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
        """What it says of itself, `3.259.0`; empty where it does not start or does not answer."""
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
        """Tell whether it is at least the oldest version in use here."""
        parts = re.match(r"(\d+)\.(\d+)\.(\d+)", self.version)
        return parts is not None and tuple(map(int, parts.groups())) >= MINIMUM

    @property
    def has_own_hosts(self) -> bool:
        """Tell whether the official language host lies beside it, or beside what it links to."""
        folders = (self.executable.parent, self.executable.resolve().parent)
        hosts = [folder / HOST for folder in folders]
        return any(host.exists() and not is_launcher(host) for host in hosts)

    @property
    def is_script(self) -> bool:
        """Tell whether it is a version manager's or a package's wrapper around the CLI."""
        with self.executable.open("rb") as file:
            return file.read(2) == b"#!"
