"""The provider plugins of the sandbox: the real ones where they are installed."""

from __future__ import annotations

import os
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from sandbox.engine.hosts import write_launcher

PROVIDERS = ("aws", "github")
Kind = Literal["real", "stand-in"]


def lay_out(home: Path) -> dict[str, Kind]:
    """Fill a PULUMI_HOME with the plugins that the installed SDK packages ask for."""
    return {provider: _lay_out(home, provider) for provider in PROVIDERS}


def _lay_out(home: Path, provider: str) -> Kind:
    program = f"pulumi-resource-{provider}"
    name = f"resource-{provider}-v{version(f'pulumi-{provider}')}"
    target = home / "plugins" / name
    real = _installed(name, program)
    if target.is_symlink():
        target.unlink()
    if real is not None:
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(real)
        return "real"
    target.mkdir(parents=True, exist_ok=True)
    write_launcher(target / program, f"-m sandbox.providers {provider}")
    return "stand-in"


def _installed(name: str, program: str) -> Path | None:
    """The folder of the real plugin, in the user's own Pulumi home."""
    folder = Path(os.environ.get("PULUMI_HOME") or "~/.pulumi").expanduser() / "plugins" / name
    is_ours = folder.is_symlink() or "sandbox.providers" in _head(folder / program)
    return folder.resolve() if (folder / program).exists() and not is_ours else None


def _head(path: Path) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as file:
        return file.read(1000).decode(errors="replace")
