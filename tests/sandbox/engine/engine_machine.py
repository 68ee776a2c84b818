"""A pretended machine for the tests of setup, with its own PATH, cache, venv and programs."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sandbox.folder import CHECKOUT

CLI = "#!/bin/sh\necho {version}\n"
GO = """#!/bin/sh
if [ "$1" = env ]; then echo go{version}; exit; fi
echo "$@" >> {folder}/builds
env > {folder}/environment
echo $$ > {folder}/pid
for argument; do case "$argument" in -o=*) out="${{argument#-o=}}";; esac; done
mkdir -p "$(dirname "$out")"
printf '#!/bin/sh\\n' > "$out"
chmod +x "$out"
sleep {seconds}
echo 'echo 3.259.0' >> "$out"
exit {status}
"""
_SETUP = """
import runpy, signal, sys
from sandbox.folder import CHECKOUT
# Whoever runs the tests in the background has SIGINT ignored, and we would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.prefix = sys.argv[1]
runpy.run_module("sandbox.engine", run_name="__main__")
"""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Folders under one root. Its PATH has only `sh` and what a test puts there."""

    root: Path

    @property
    def bin(self) -> Path:
        """The first folder of PATH."""
        return self.root / "bin"

    @property
    def venv(self) -> Path:
        """The folder of the virtual environment's programs."""
        return self.root / "venv" / "bin"

    @property
    def cache(self) -> Path:
        """The folder in which setup keeps engines."""
        return self.root / "cache" / "submit-key"

    def environment(self) -> dict[str, str]:
        """The environment variables of this machine."""
        return {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "HOME": str(self.root),
            "XDG_CACHE_HOME": str(self.root / "cache"),
            "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *filter(None, sys.path)]),
        }

    def go(self, *, seconds: float = 0, status: int = 0, version: str = "1.26.0") -> None:
        """Install a Go that builds slowly, with half a program in place until it is done."""
        text = GO.format(folder=self.root, seconds=seconds, status=status, version=version)
        program(self.bin / "go", text)

    def builds(self) -> int:
        """How many builds were started."""
        path = self.root / "builds"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def setup(self) -> subprocess.Popen[str]:
        """Start what `make setup` starts, in a new process."""
        return subprocess.Popen(
            [sys.executable, "-c", _SETUP, str(self.venv.parent)],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def kept(self) -> list[str]:
        """The folders in the cache."""
        return sorted(path.name for path in self.cache.iterdir() if path.is_dir())


def program(path: Path, text: str) -> Path:
    """Write a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def cli(folder: Path, version: str = "3.259.0", *, has_hosts: bool = False) -> Path:
    """Write a Pulumi CLI into a folder; the official one has its hosts beside it."""
    if has_hosts:
        program(folder / "pulumi-language-python", "#!/bin/sh\n: official\n")
    return program(folder / "pulumi", CLI.format(version=version))
