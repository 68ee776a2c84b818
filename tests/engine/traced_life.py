"""Runs a key's whole life with faults and collects every trace that it leaves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from sandbox.folder import SandboxFolder
from sandbox.session import Session
from tests.engine.person import Person

SHARED = (
    (),
    ("--diff", "--show-full-output"),
    ("--json",),
    ("--debug",),
    ("--logtostderr", "-v=3"),
    ("--logtostderr", "-v=7"),
)
"""Options whose output a user may share. Without -v=9 and above: they print every secret, and the
documentation forbids them."""


class Life:
    """A key's whole life with faults, and a file for each kind of trace that it left."""

    def __init__(self, folder: Path, bootstrapped: Path) -> None:
        self.folder = folder
        shutil.copytree(bootstrapped, folder / "project", symlinks=True)
        self.said = folder / "said"
        self.said.mkdir()
        self.person = Person(_up(Session(SandboxFolder(project=folder / "project"))))
        self.keys = [self.person.key]

    def say(self, kind: str, text: str) -> None:
        with (self.said / kind).open("a") as file:
            file.write(text)

    def rotation_with_a_fault(self) -> None:
        self.person.session.control().fault({"drop": True, "skip": 1})
        self.say("output", self.person.rotate(2).output)
        self.keys.append(self.person.key)
        self.person.session.control().fault({})

    def killed(self) -> None:
        """Kill the hosts and the engine half-way, each in the way that prints the most."""
        session = self.person.session
        session.control().fault({"delay": 6, "times": 1})
        program, environment = session.command("pulumi")
        engine = subprocess.Popen(
            [program, "up", "--yes", "--skip-preview", "--non-interactive"],
            cwd=session.folder.project,
            env={**environment, "PYTHONFAULTHANDLER": "1", "GOTRACEBACK": "all"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        time.sleep(4)
        for child in _children(engine.pid):
            os.kill(child, signal.SIGABRT)
        os.kill(engine.pid, signal.SIGQUIT)
        crash = engine.communicate(timeout=60)[0]
        assert "goroutine" in crash, crash
        self.say("crash", crash)
        session.control().fault({})
        self.say("output", self.person.pulumi("cancel").output)

    def to_its_end(self) -> None:
        self.person.retire_after(0)
        log = str(self.said / "event-log")
        self.say("output", self.person.pulumi("up", "--skip-preview", "--event-log", log).output)
        self.say("output", self.person.pulumi("refresh").output)
        for options in SHARED:
            self.say("output", self.person.pulumi("preview", *options).output)
        self.person.session.control().revoke_key(self.person.vault_id(0))
        outcome = self.person.up()
        assert outcome.succeeded, outcome.output
        self.say("output", outcome.output)

    def told(self) -> None:
        """What a person prints afterwards."""
        session = self.person.session
        self.say("export", session.pulumi("stack", "export"))
        self.say("history", session.pulumi("stack", "history", "--json"))
        self.say("outputs", session.pulumi("stack", "output", "--json"))
        self.say("asked", session.control().asked())
        for kind in ("show", "summary", "timeline", "gantt"):
            done = subprocess.run(
                [sys.executable, "-m", "records", kind, str(self.said / "export")],
                capture_output=True,
                text=True,
                check=True,
            )
            self.say(kind, done.stdout)


def _up(session: Session) -> Session:
    session.up()
    return session


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    assert listed.exists(), "the engine ended too early"
    return [int(child) for task in tasks for child in task.read_text().split()]


def traces(life: Life) -> dict[str, Path]:
    """One file for each kind of trace that was searched."""
    root = life.folder / "project" / ".sandbox"
    state = root / "state" / ".pulumi"

    def any_of(pattern: str, below: Path = state) -> Path:
        return next(path for path in sorted(below.rglob(pattern)) if path.is_file())

    return {
        "state": any_of("stacks/**/local.json"),
        "backup of the state": any_of("backups/**/*"),
        "history": any_of("history/**/*.history.json"),
        "settings": life.folder / "project" / "Pulumi.local.yaml",
        "event log": life.said / "event-log",
        "output": life.said / "output",
        "crash output": life.said / "crash",
        "arguments": life.said / "arguments",
        "environments": life.said / "environments",
        "requests seen by the Submit API": any_of("*requests*.jsonl", root),
        "record": life.said / "show",
        "summary": life.said / "summary",
        "picture": life.said / "timeline",
        "outputs": life.said / "outputs",
        "temporary file": life.folder / "tmp" / "kept",
    }
