"""The leak gate: canaries, searched for in everything that a whole life of a key leaves."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from sandbox.place import Place
from sandbox.session import Session
from tests.engine.conftest import Person
from tests.engine.processes import watched_processes
from tests.engine.test_life import retire_after, vault_id

pytestmark = pytest.mark.engine

SHARED = (
    (),
    ("--diff", "--show-full-output"),
    ("--json",),
    ("--debug",),
    ("--logtostderr", "-v=3"),
    ("--logtostderr", "-v=7"),
)
"""What a user would share of a preview or a failure. From -v=9 on the engine shows every secret,
which the documentation forbids."""


def shapes(key: str) -> set[bytes]:
    """A key as it may be written: plain, in a URL, in JSON, in base64 at each of three offsets."""
    encoded = {
        form(b"\0" * offset + key.encode())[4 if offset else 0 : -4]
        for offset in range(3)
        for form in (base64.b64encode, base64.urlsafe_b64encode)
    }
    escaped = json.dumps(json.dumps(key))
    return {
        key.encode(),
        quote(key, safe="").encode(),
        json.dumps(key)[1:-1].encode(),
        escaped[3:-3].encode(),
        *encoded,
    }


def holders(folder: Path, keys: list[str]) -> list[str]:
    """The files below a folder in which one of the keys can be read."""
    wanted = {shape for key in keys for shape in shapes(key)}
    files = [path for path in folder.rglob("*") if path.is_file() and ".venv" not in path.parts]
    assert files
    return [
        str(path.relative_to(folder))
        for path in files
        if any(shape in path.read_bytes() for shape in wanted)
    ]


class Life:
    """A key's whole life with faults, and what it left, one file for each kind of trace."""

    def __init__(self, folder: Path, bootstrapped: Path) -> None:
        self.folder = folder
        shutil.copytree(bootstrapped, folder / "project", symlinks=True)
        self.said = folder / "said"
        self.said.mkdir()
        self.person = Person(_up(Session(Place(project=folder / "project"))))
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
        """Kill hosts and engine in the middle, each in the way that makes it say most."""
        session = self.person.session
        session.control().fault({"delay": 6, "times": 1})
        program, environment = session.command("pulumi")
        engine = subprocess.Popen(
            [program, "up", "--yes", "--skip-preview", "--non-interactive"],
            cwd=session.place.project,
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
        retire_after(self.person, 0)
        log = str(self.said / "event-log")
        self.say("output", self.person.pulumi("up", "--skip-preview", "--event-log", log).output)
        self.say("output", self.person.pulumi("refresh").output)
        for options in SHARED:
            self.say("output", self.person.pulumi("preview", *options).output)
        self.person.session.control().revoke_key(vault_id(self.person, 0))
        outcome = self.person.up()
        assert outcome.succeeded, outcome.output
        self.say("output", outcome.output)

    def told(self) -> None:
        """What a person reads of it afterwards."""
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


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, bootstrapped: Path) -> Life:
    folder = tmp_path_factory.mktemp("life")
    temporary = folder / "tmp"
    temporary.mkdir()
    with pytest.MonkeyPatch.context() as patch, watched_processes() as seen:
        patch.setenv("TMPDIR", str(temporary))
        patch.setenv("PULUMI_DEBUG_COMMANDS", "true")  # shows --event-log
        life = Life(folder, bootstrapped)
        try:
            life.rotation_with_a_fault()
            life.killed()
            life.to_its_end()
            life.told()
        finally:
            life.person.session.down()
    seen.write(life.said)
    (temporary / "kept").touch()
    return life


def traces(life: Life) -> dict[str, Path]:
    """One file of each kind of trace that was searched."""
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


def test_no_key_is_left_in_any_form_by_a_whole_life(life: Life) -> None:
    assert holders(life.folder, life.keys) == []
    assert len(life.keys) == 2


def test_the_gate_has_looked_at_every_kind_of_trace(life: Life) -> None:
    for kind, path in traces(life).items():
        assert path.exists(), kind
        assert path.stat().st_size or kind == "temporary file", f"{kind} is empty"
    assert b"pulumi" in traces(life)["arguments"].read_bytes()
    assert b"PULUMI_HOME" in traces(life)["environments"].read_bytes()
    assert "cutover" in traces(life)["picture"].read_text()


def test_a_planted_leak_of_each_kind_is_found(life: Life) -> None:
    for kind, path in traces(life).items():
        before = path.read_bytes()
        for shape in shapes(life.keys[0]):
            path.write_bytes(before + b" " + shape + b" ")
            assert holders(life.folder, life.keys) == [str(path.relative_to(life.folder))], kind
            if kind not in ("output", "state"):
                break
        path.write_bytes(before)


def test_a_key_handed_to_a_child_is_found(tmp_path: Path) -> None:
    key = "canary-ch1ld-" + "0123456789abcdef"
    wait = [sys.executable, "-c", "import time; time.sleep(0.5)"]
    with watched_processes() as seen:
        subprocess.run([*wait, key], check=True)
        subprocess.run(wait, env={**os.environ, "KEY": key}, check=True)
    seen.write(tmp_path)

    assert sorted(holders(tmp_path, [key])) == ["arguments", "environments"]


def test_the_search_finds_a_key_in_every_shape(tmp_path: Path) -> None:
    key = 'atx_canary+/="' + "0123456789abcdef"
    for number, shape in enumerate(shapes(key)):
        (tmp_path / str(number)).write_bytes(b"before" + shape + b"after")

    assert len(holders(tmp_path, [key])) == len(shapes(key))
    assert len(shapes(key)) >= 7


def test_a_key_that_the_program_prints_in_another_form_is_found(operator: Person) -> None:
    """The engine hides a secret that it sees in clear, but knows no other form of it."""
    program = operator.session.place.project / "__main__.py"
    text = program.read_text()
    program.unlink()
    leak = "import base64; print(base64.b64encode(pulumi.Config().get('submitKey').encode()))\n"
    program.write_text(text + leak)

    output = operator.pulumi("preview").output

    folder = operator.session.place.project / "said"
    folder.mkdir()
    (folder / "output").write_text(output)
    assert holders(folder, [operator.key]) == ["output"]
