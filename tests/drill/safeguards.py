"""Breaks each safeguard on purpose: a test must then fail.

`python -m tests.drill.safeguards` breaks them one by one in a copy of the checkout and prints the
table of `docs/drill.md`. It fails if no test notices a broken safeguard.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sandbox.folder import CHECKOUT
from tests.drill.safeguard import SAFEGUARDS, Safeguard

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".sandbox", ".hypothesis", "*cache*")


def red(safeguard: Safeguard, copy: Path) -> str | None:
    """The first test that fails with the broken safeguard; None if none does."""
    path = copy / safeguard.file
    text = path.read_text()
    if text.count(safeguard.line) != 1:
        raise SystemExit(f"{safeguard.name}: {safeguard.file} has not exactly one such line")
    path.write_text(text.replace(safeguard.line, safeguard.broken))
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", safeguard.tests]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    finally:
        path.write_text(text)
    failed = re.search(r"^FAILED \S+::(\w+)", done.stdout, re.MULTILINE)
    return failed[1] if failed else None


def main() -> int:
    """Print the table. Returns 1 if a safeguard can be broken without a failing test."""
    print("| broken on purpose | first test that turns red |\n|---|---|")
    silent = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(CHECKOUT, Path(folder) / "copy", ignore=LEFT_OUT)
        for safeguard in SAFEGUARDS:
            name = red(safeguard, copy)
            silent += name is None
            print(f"| {safeguard.name} | {f'`{name}`' if name else '**none**'} |", flush=True)
    return min(silent, 1)


if __name__ == "__main__":
    sys.exit(main())
