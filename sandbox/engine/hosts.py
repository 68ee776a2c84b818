"""The small hosts, for a CLI that has none: the official ones are not in its module."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from sandbox.engine import Engine, own_folder

CHECKOUT = Path(__file__).resolve().parents[2]
_HOSTS = {
    "pulumi-language-python": "sandbox.engine.language_host",
    "pulumi-resource-pulumi-python": "sandbox.engine.dynamic_host",
}


def settle(engine: Engine) -> Engine:
    """Return a CLI that has its hosts beside it, where the engine finds them without a warning.

    One that has none is linked beside ours; ours are removed where they are not needed.
    """
    if engine.has_hosts:
        for name in ("pulumi", *_HOSTS):
            (own_folder() / name).unlink(missing_ok=True)
        return engine
    for name, module in _HOSTS.items():
        write_launcher(own_folder() / name, f"-m {module}")
    return Engine(executable=_link(engine.executable.resolve(), own_folder() / "pulumi"))


def write_launcher(path: Path, arguments: str) -> None:
    """Write a program that runs our Python, with the checkout on its path, wherever it starts."""
    python = f'PYTHONPATH="{CHECKOUT}${{PYTHONPATH:+:$PYTHONPATH}}" exec "{sys.executable}"'
    text = f'#!/bin/sh\n{python} -u {arguments} "$@"\n'
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
    path.chmod(0o755)


def _link(source: Path, target: Path) -> Path:
    # A hard link: the engine looks for its hosts beside the real file, so a symbolic one is no use.
    if target.exists() and target.samefile(source):
        return target
    part = target.with_suffix(f".part-{os.getpid()}")
    try:
        os.link(source, part)
    except OSError:
        shutil.copy2(source, part)
    part.replace(target)
    return target
