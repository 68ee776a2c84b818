"""The provider plugins of the sandbox: the real ones where they are installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from sandbox.engine.launcher import is_launcher, write_launcher

PROVIDERS = ("aws", "github")
Kind = Literal["real", "stand-in"]


def lay_out(home: Path) -> dict[str, Kind]:
    """Fill a PULUMI_HOME with the plugins that the installed SDK packages ask for."""
    return {provider: _lay_out(home, provider) for provider in PROVIDERS}


def _lay_out(home: Path, provider: str) -> Kind:
    program = f"pulumi-resource-{provider}"
    folder = f"resource-{provider}-v{version(f'pulumi-{provider}')}"
    target = home / "plugins" / folder / program
    # The engine ignores a folder that is a symbolic link, so we link the program instead.
    target.parent.mkdir(parents=True, exist_ok=True)
    real = next(_installed(home, folder, program), None)
    if real is None:
        write_launcher(target, f"sandbox.providers {provider}")
        return "stand-in"
    _link(real, target)
    return "real"


def _installed(home: Path, folder: str, program: str) -> Iterator[Path]:
    """The real plugin's program: from the user's own Pulumi home, then from PATH.

    `home` is asked last: a person may have installed a plugin into the sandbox.
    """
    homes = [os.environ.get("PULUMI_HOME"), Path("~/.pulumi").expanduser(), home]
    candidates = [Path(each, "plugins", folder, program) for each in homes if each]
    if (ambient := shutil.which(program)) is not None:
        candidates.append(Path(ambient))
    for candidate in candidates:
        real = candidate.resolve()
        if os.access(real, os.X_OK) and not is_launcher(real):
            yield real


def _link(real: Path, target: Path) -> None:
    if target.resolve() == real:
        return
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    part.unlink(missing_ok=True)
    part.symlink_to(real)
    part.replace(target)
