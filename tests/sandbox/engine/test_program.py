"""The genuine engine runs a program through the hosts that setup chose."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.engine import find

pytestmark = pytest.mark.engine

PROJECT = f"""
name: small
runtime:
  name: python
  options:
    virtualenv: {sys.prefix}
"""
PROVIDER = """
import fcntl
import sys
import time
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider

held = []

def hold(name):
    held.append(open(name, "a"))
    fcntl.flock(held[-1], fcntl.LOCK_EX)

class Provider(ResourceProvider):
    def configure(self, request):
        sys.tracebacklimit = 0
    def create(self, inputs):
        if inputs["how"] == "fail":
            raise RuntimeError("the key was refused")
        if inputs["how"] == "slow":
            hold("provider")
            time.sleep(60)
        return CreateResult("id", {})
    def diff(self, id, old, new):
        return DiffResult(changes=False)

class Thing(Resource):
    def __init__(self, how):
        super().__init__(Provider(), "thing", {"how": how})
"""


class Project:
    """A program in its own folder, with its own state."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        (self.folder / "parts").mkdir(parents=True)
        (self.folder / "parts" / "thing.py").write_text(PROVIDER)
        (self.folder / "Pulumi.yaml").write_text(PROJECT)
        (folder / "state").mkdir()
        cli = find().executable
        self._cli = str(cli)
        self._environment = {
            **os.environ,
            "PATH": f"{cli.parent}:{os.environ['PATH']}",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "of-a-test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }
        self.run("stack", "init", "test")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command of the CLI."""
        return subprocess.Popen(
            [self._cli, *arguments, "--non-interactive", "--color=never"],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str) -> str:
        """Run a command of the CLI; return its output."""
        with self.start(*arguments) as process:
            return process.communicate(timeout=60)[0]

    def up(self, text: str) -> str:
        """Write the program and run it."""
        (self.folder / "__main__.py").write_text(text)
        return self.run("up", "--yes", "--skip-preview")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    return Project(tmp_path)


def test_a_program_lives_its_life_without_a_warning(project: Project) -> None:
    program = "from parts.thing import Thing\nThing('')\n"
    said = [project.up(program), project.up(program)]
    said.append(project.run("refresh", "--yes", "--skip-preview"))
    said.append(project.run("destroy", "--yes", "--skip-preview"))

    assert "+ 2 created" in said[0]
    assert "2 unchanged" in said[1]
    assert "2 unchanged" in said[2]
    assert "- 2 deleted" in said[3]
    for text in said:
        assert "warning" not in text
        assert "from $PATH" not in text


def test_hosts_end_so_fast_that_nobody_waits_for_them(project: Project) -> None:
    program = "from parts.thing import Thing\nThing('')\n"
    project.up(program)
    began = time.monotonic()
    project.up(program)

    # The engine waits 5 seconds for a host to end.
    assert time.monotonic() - began < 5


def test_a_programs_refusal_is_shown_without_a_traceback(project: Project) -> None:
    said = project.up("import pulumi\nraise pulumi.RunError('baseUrl: must be https')\n")

    assert "    error: baseUrl: must be https\n" in said
    assert "Traceback" not in said


def test_a_programs_mistake_is_shown_once_with_its_traceback(project: Project) -> None:
    said = project.up("def f():\n    1 / 0\nf()\n")

    assert said.count("ZeroDivisionError: division by zero") == 1
    assert "line 3, in <module>" in said
    assert "runpy" not in said


def test_a_failure_in_a_dynamic_provider_is_one_line(project: Project) -> None:
    said = project.up("from parts.thing import Thing\nThing('fail')\n")

    assert "    error: RuntimeError: the key was refused\n" in said
    assert "Traceback" not in said


def test_an_engine_that_was_killed_leaves_no_host_behind(project: Project) -> None:
    program = "from parts.thing import Thing, hold\nhold('program')\nThing('slow')\n"
    (project.folder / "__main__.py").write_text(program)
    with project.start("up", "--yes", "--skip-preview") as process:
        while not is_held(project.folder / "provider"):
            assert process.poll() is None
            time.sleep(0.05)
        assert is_held(project.folder / "program")
        process.kill()

    deadline = time.monotonic() + 5
    while is_held(project.folder / "program") or is_held(project.folder / "provider"):
        assert time.monotonic() < deadline, "a host outlived its engine"
        time.sleep(0.1)


def is_held(path: Path) -> bool:
    """Tell whether a living process has locked the file."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
