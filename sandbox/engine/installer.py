"""The vendor's own installer, where it can be reached.

Source: the installer's usage text, `install.sh [--version <version>] [--install-root <path>]
[--no-edit-path] [--silent]`.
"""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import requests

from sandbox.engine import VERSION

ADDRESS = "https://get.pulumi.com"
_PATIENCE_SECONDS = (3, 5)
"""To connect, and for each piece of the script."""
_DOWNLOAD_SECONDS = 300


def install(folder: Path) -> bool:
    """Install the CLI and its hosts into `folder`/bin; False where that cannot be done."""
    try:
        answer = requests.get(ADDRESS, timeout=_PATIENCE_SECONDS)
    except requests.RequestException:
        return False
    if not answer.ok or not answer.text.startswith("#!"):
        return False
    return _run(answer.text, folder)


def _run(script: str, folder: Path) -> bool:
    options = ["--version", VERSION, "--install-root", str(folder), "--no-edit-path", "--silent"]
    process = subprocess.Popen(
        ["sh", "-s", "--", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        text=True,
        start_new_session=True,
    )
    try:
        process.communicate(script, timeout=_DOWNLOAD_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return process.returncode == 0
