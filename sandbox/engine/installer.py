"""The CLI by the Python SDK's own installer, where its address can be reached.

Source: the SDK's `PulumiCommand.install`, which runs the official script. Neither has a time
limit, so it runs in a process of its own, which can be killed with everything it started.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sandbox.engine.cli import HOST, VERSION
from sandbox.engine.making import run

_SILENCE_SECONDS = 10
_DOWNLOAD_SECONDS = 300
_INSTALL = """
import socket, sys
from pulumi.automation import PulumiCommand
from semver import VersionInfo

socket.setdefaulttimeout(float(sys.argv[3]))
PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse(sys.argv[2]))
"""


class _TooSlowError(Exception):
    """The download took too long."""


def install(folder: Path, scratch: Path) -> bool:
    """Install the CLI and its hosts into `folder`/bin; False where that cannot be done."""
    print(f"trying the official installer of Pulumi {VERSION}", flush=True)
    try:
        status = run(
            [sys.executable, "-c", _INSTALL, str(folder), VERSION, str(_SILENCE_SECONDS)],
            folder=scratch,
            environment=_environment(scratch),
            tell=_give_up,
            every_seconds=_DOWNLOAD_SECONDS,
            output=subprocess.DEVNULL,
        )
    except _TooSlowError:
        return False
    return status == 0 and (folder / "bin" / HOST).exists()


def _environment(scratch: Path) -> dict[str, str]:
    """The user's environment; temporary files go into `scratch`."""
    environment = {**os.environ, "TMPDIR": str(scratch)}
    # The script would send it along; a public download needs none.
    environment.pop("GITHUB_TOKEN", None)
    return environment


def _give_up(_: float) -> None:
    raise _TooSlowError
