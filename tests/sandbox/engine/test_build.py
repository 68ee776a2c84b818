"""The engine is built once, with signs of progress, and used only when complete."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from sandbox.engine import EngineError
from sandbox.engine.build import build
from sandbox.engine.cache import cached, fill
from tests.sandbox.engine.engine_machine import Machine, program

pytestmark = pytest.mark.story  # each test starts processes


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(root=tmp_path)
    for folder in (machine.bin, machine.venv):
        folder.mkdir(parents=True)
    program(machine.bin / "curl", "#!/bin/sh\nexit 7\n")
    monkeypatch.setenv("PATH", f"{machine.bin}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return machine


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 10
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline, f"{path.name} did not appear"
        time.sleep(0.02)


def test_a_build_is_pinned_and_kept(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.go()
    monkeypatch.setenv("GOFLAGS", "-mod=mod")
    monkeypatch.setenv("GOPROXY", "https://proxy.example")

    engine = fill(build, "build")

    assert engine is not None
    assert (engine.origin, engine.version) == ("build", "3.259.0")
    environment = (machine.root / "environment").read_text().splitlines()
    assert {"GOFLAGS=-mod=readonly", "CGO_ENABLED=0", "GOWORK=off"} <= set(environment)
    assert "GOPROXY=https://proxy.example" in environment, "the user's own registry serves"
    command = (machine.root / "builds").read_text()
    assert " -trimpath " in command
    assert "common/version.Version=3.259.0" in command


def test_a_build_is_made_once(machine: Machine) -> None:
    machine.go()

    fill(build, "build")
    again = fill(build, "build")

    assert again is not None
    assert (again.origin, machine.builds()) == ("cache", 1)


@pytest.mark.parametrize("version", ["1.24.9", "1.25.10", "1.25", "tip"])
def test_a_go_that_is_too_old_is_not_tried(machine: Machine, version: str) -> None:
    machine.go(version=version)

    assert fill(build, "build") is None
    assert machine.builds() == 0


@pytest.mark.parametrize("version", ["1.25.11", "1.26", "1.26rc1", "2.0"])
def test_a_go_that_is_new_enough_is_used(machine: Machine, version: str) -> None:
    machine.go(version=version)

    assert fill(build, "build") is not None


def test_a_failed_build_is_one_line_and_leaves_nothing(machine: Machine) -> None:
    machine.go(status=1)

    with pytest.raises(EngineError, match=r"^building Pulumi 3\.259\.0 failed.*above[^\n]*$"):
        fill(build, "build")
    assert machine.kept() == []


def test_a_build_says_that_it_goes_on(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    machine.go(seconds=0.3)
    monkeypatch.setattr("sandbox.engine.build._TELL_SECONDS", 0.05)

    fill(build, "build")

    first, *more = capfd.readouterr().out.splitlines()
    assert first == "building Pulumi 3.259.0 from source, once for this machine: 5 to 8 minutes"
    assert more
    assert all("still building" in line and "of about 5 to 8 minutes" in line for line in more)


def test_of_two_setups_at_once_one_builds_and_the_other_waits(machine: Machine) -> None:
    machine.go(seconds=0.5)

    with machine.setup() as first, machine.setup() as second:
        said = [process.communicate(timeout=30)[0] for process in (first, second)]

    assert [first.returncode, second.returncode] == [0, 0], said
    assert machine.builds() == 1
    assert any("waiting for it" in text for text in said)
    assert all(f"Pulumi CLI 3.259.0: {machine.venv / 'pulumi'}" in text for text in said)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_killed_build_does_not_count_and_is_not_in_the_way(
    machine: Machine, sign: signal.Signals
) -> None:
    machine.go(seconds=60)
    with machine.setup() as setup:
        wait_for(machine.root / "pid")
        go = int((machine.root / "pid").read_text())
        setup.send_signal(sign)
        setup.wait(timeout=10)
        if sign is signal.SIGKILL:
            os.killpg(go, signal.SIGKILL)  # nobody is left to remove it
        said, _ = setup.communicate(timeout=10)  # all that wrote have ended

    assert setup.returncode != 0
    assert "Traceback" not in said
    assert cached() is None

    machine.go()
    assert fill(build, "build") is not None
    assert len(machine.kept()) == 1, "what the killed build left is cleared away"
