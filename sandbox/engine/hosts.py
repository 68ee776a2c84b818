"""The small language hosts, for a CLI that has none: its Go module does not include them."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

from sandbox.engine.cli import HOST, Cli
from sandbox.engine.found import own_folder
from sandbox.engine.launcher import is_launcher, write_launcher

HOSTS = {
    HOST: "sandbox.engine.language_host",
    "pulumi-resource-pulumi-python": "sandbox.engine.dynamic_host",
}


def settle(engine: Cli) -> Cli:
    """Return a CLI that has hosts beside it, where the engine finds them without a warning.

    A CLI without hosts is linked beside ours; where ours are not needed, they are removed.
    """
    if engine.has_own_hosts:
        _clear()
        return engine
    for name, module in HOSTS.items():
        write_launcher(own_folder() / name, module)
    target = own_folder() / "pulumi"
    _link(engine.executable.resolve(), target)
    return replace(engine, executable=target)


def _clear() -> None:
    left = [own_folder() / name for name in HOSTS if is_launcher(own_folder() / name)]
    if left:
        left.append(own_folder() / "pulumi")
    for path in left:
        path.unlink(missing_ok=True)


def _link(source: Path, target: Path) -> None:
    # A hard link: the engine looks for its hosts beside the real file, not beside a symbolic link.
    if target.exists() and target.samefile(source):
        return
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        os.link(source, part)
    except OSError:
        shutil.copy2(source, part)
    part.replace(target)
