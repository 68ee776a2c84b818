"""One process serves all three services, stops at once and keeps its data."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from sandbox.folder import CHECKOUT
from sandbox.services.serving import HOST

pytestmark = pytest.mark.story  # each test starts processes


@contextmanager
def running(
    folder: Path, *arguments: str
) -> Iterator[tuple[subprocess.Popen[str], dict[str, int]]]:
    command = [sys.executable, "-m", "sandbox.services", "--state", str(folder), *arguments]
    with subprocess.Popen(
        command,
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline() or "{}")
        finally:
            process.kill()


def test_the_services_start_stop_and_remember(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    with running(folder) as (process, ports):
        vault = f"http://{HOST}:{ports['submit']}/vault/keys"
        made = requests.post(vault, timeout=5).json()
        assert requests.get(f"http://{HOST}:{ports['github']}/api/v3/user", timeout=5).status_code
        assert requests.get(f"http://{HOST}:{ports['aws']}/control/requests", timeout=5).ok

        second = [sys.executable, "-m", "sandbox.services", "--state", str(folder)]
        refused = subprocess.run(
            second, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=20
        )
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr == f"another process serves {folder}: stop it first\n"

        before = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 0
        assert time.monotonic() - before < 2
        assert process.stderr is not None
        assert process.stderr.read() == ""

    asked = ("--submit-port", str(ports["submit"]), "--aws-port", str(ports["aws"]))
    with running(folder, *asked) as (process, again):
        assert {**again, "github": 0} == {**ports, "github": 0}
        assert [key["id"] for key in requests.get(vault, timeout=5).json()] == [made["id"]]
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    assert all(made["key"].encode() not in file.read_bytes() for file in folder.iterdir())
