"""Small programs that start a module of this project from anywhere."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
_HEAD_BYTES = 1000


def write_launcher(path: Path, module: str) -> None:
    """Write a program that runs a module, `sandbox.x [ARGUMENT]`, with this Python.

    It puts the checkout on the module path, so it works in any folder. The file is replaced in one
    step, because an engine may be starting the old one at that moment.
    """
    head = f"PYTHONPATH={shlex.quote(str(CHECKOUT))}${{PYTHONPATH:+:$PYTHONPATH}}"
    python = shlex.quote(sys.executable)
    text = f'#!/bin/sh\n{head} exec {python} -u -m sandbox.engine.stand_in {module} "$@"\n'
    if path.exists() and path.read_bytes() == text.encode():
        return
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    part.write_text(text)
    part.chmod(0o755)
    part.replace(path)


def is_launcher(path: Path) -> bool:
    """Tell whether `write_launcher` wrote the program, in this or another checkout."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return b" -u -m sandbox." in file.read(_HEAD_BYTES)
