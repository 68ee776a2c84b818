"""The vendor's own installer, where it can be reached.

Source: its usage text, `install.sh [--version <version>] [--install-root <path>] [--no-edit-path]
[--silent]`. It fetches with curl and sets no time limits of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sandbox.engine.cli import HOST, VERSION
from sandbox.engine.making import run

ADDRESS = "https://get.pulumi.com"
_CONNECT_SECONDS = 3
_SCRIPT_SECONDS = 10
_DOWNLOAD_SECONDS = 300
_PATIENCE = "\nconnect-timeout = 10\nspeed-limit = 10000\nspeed-time = 15\n"
"""For the downloads: 10 s to connect, then at least 10 kB/s over 15 s."""


class _TooSlowError(Exception):
    """The download took longer than anybody waits."""


def install(folder: Path, scratch: Path) -> bool:
    """Install the CLI and its hosts into `folder`/bin; False where that cannot be done."""
    script = scratch / "install.sh"
    if not _fetch(script) or not script.read_bytes().startswith(b"#!"):
        return False
    print(f"installing Pulumi {VERSION} with the official installer", flush=True)
    options = ["--version", VERSION, "--install-root", str(folder), "--no-edit-path", "--silent"]
    try:
        status = run(
            ["sh", str(script), *options],
            folder=scratch,
            environment=_environment(scratch),
            tell=_give_up,
            every_seconds=_DOWNLOAD_SECONDS,
            output=subprocess.DEVNULL,
        )
    except _TooSlowError:
        return False
    return status == 0 and (folder / "bin" / HOST).exists()


def _fetch(script: Path) -> bool:
    """Fetch the installer. With curl, as itself needs it, and which bounds the whole of it."""
    if shutil.which("curl") is None:
        return False
    limits = ["--connect-timeout", str(_CONNECT_SECONDS), "--max-time", str(_SCRIPT_SECONDS)]
    fetched = subprocess.run(
        ["curl", "--silent", "--fail", "--location", *limits, "--output", script, ADDRESS],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return fetched.returncode == 0


def _environment(scratch: Path) -> dict[str, str]:
    """The user's, with limits for curl; what is left of a download lies in `scratch`."""
    homes = (os.environ.get("CURL_HOME"), os.environ.get("HOME"))
    own = next((file for home in homes if home and (file := Path(home) / ".curlrc").exists()), None)
    (scratch / ".curlrc").write_text((own.read_text() if own else "") + _PATIENCE)
    environment = {**os.environ, "CURL_HOME": str(scratch), "TMPDIR": str(scratch)}
    # The installer would send it along; a public download needs none.
    environment.pop("GITHUB_TOKEN", None)
    return environment


def _give_up(_: float) -> None:
    raise _TooSlowError
