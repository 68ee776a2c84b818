"""A bug in a provider is shown with file and line; our own errors are shown as one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.engine import find
from sandbox.folder import CHECKOUT
from tests.support.failing_provider import BUG, OURS

pytestmark = pytest.mark.engine

PROJECT = f"""
name: failing
runtime:
  name: python
  options:
    virtualenv: {sys.prefix}
"""
PROGRAM = f"""
from tests.support.failing_provider import Failing

for number, line in enumerate({[*OURS, "bug"]}):
    Failing(f"failing-{{number}}", line)
"""


def test_a_bug_keeps_its_traceback_beside_errors_of_our_own(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text(PROJECT)
    (tmp_path / "__main__.py").write_text(PROGRAM)
    (tmp_path / "state").mkdir()

    pulumi(tmp_path, "stack", "init", "test")
    said = pulumi(tmp_path, "up", "--yes", "--skip-preview", "--continue-on-error")

    for line in OURS:
        assert f"    error: {line}\n" in said
    assert said.count("\n    error: Traceback (most recent call last):\n") == 1
    assert "failing_provider.py" in said
    assert BUG in said
    assert "KeyError: 'missing'" in said


def pulumi(folder: Path, *arguments: str) -> str:
    """Run a command; return its output."""
    cli = find().executable
    environment = {
        **os.environ,
        "PATH": f"{cli.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(CHECKOUT),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "of-a-test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    done = subprocess.run(
        [str(cli), *arguments, "--non-interactive", "--color=never"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout + done.stderr
