"""The sandbox's command line, as people and external checks use it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from sandbox.__main__ import main
from sandbox.folder import SandboxFolder
from sandbox.session import Session

pytestmark = pytest.mark.engine


@dataclass
class CommandLine:
    """`python -m sandbox` in its own project."""

    folder: SandboxFolder
    capture: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        self._session = Session(self.folder)

    def __call__(self, *arguments: str) -> str:
        status = main(arguments, self._session)
        said = self.capture.readouterr()
        assert status == 0, said.err
        return said.out

    def refusal(self, *arguments: str) -> str:
        assert main(arguments, self._session) == 1
        said = self.capture.readouterr()
        assert not said.out
        return said.err

    def exports(self) -> dict[str, str]:
        lines = [shlex.split(line) for line in self("env").splitlines()]
        assert all(words[0] == "export" and len(words) == 2 for words in lines)
        return dict(words[1].split("=", 1) for words in lines)


@pytest.fixture
def sandbox(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[CommandLine]:
    command_line = CommandLine(SandboxFolder.apart(tmp_path), capsys)
    yield command_line
    command_line("down")


def processes_of(folder: SandboxFolder) -> list[str]:
    """Every process with the sandbox's folder in its arguments or environment."""
    found = []
    for arguments in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = arguments.read_text().replace("\0", " ")
        except OSError:
            continue
        if str(folder.root) in text:
            found.append(text)
    return found


def test_a_second_up_changes_nothing_and_down_leaves_no_process(sandbox: CommandLine) -> None:
    first = sandbox("up")
    settings = sandbox.folder.stack_settings.read_text()

    assert sandbox("up") == first
    assert sandbox.folder.stack_settings.read_text() == settings
    assert len(processes_of(sandbox.folder)) == 1
    sandbox("down")
    assert processes_of(sandbox.folder) == []


def test_the_world_is_the_same_after_down_and_up(sandbox: CommandLine) -> None:
    first = sandbox("up")
    keys = sandbox("key", "list")

    sandbox("down")

    assert sandbox("up") == first, "the addresses moved"
    assert sandbox("key", "list") == keys


def test_a_purge_forgets_everything(sandbox: CommandLine) -> None:
    sandbox("up")

    sandbox("down", "--purge")

    assert not sandbox.folder.root.exists()
    assert not sandbox.folder.stack_settings.exists()


def test_two_sandboxes_run_side_by_side(
    sandbox: CommandLine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = CommandLine(SandboxFolder.apart(tmp_path_factory.mktemp("other")), sandbox.capture)
    sandbox("up")
    try:
        other("up")
        key = json.loads(other("key", "create"))
        assert key["id"] not in sandbox("key", "list")
    finally:
        other("down")
    assert json.loads(sandbox("status"))["running"]


def test_a_command_without_a_sandbox_says_what_to_type(sandbox: CommandLine) -> None:
    for command in (["env"], ["key", "list"], ["requests"], ["fault", "{}"]):
        assert sandbox.refusal(*command) == (
            "sandbox: the sandbox is down; start it: .venv/bin/python -m sandbox up\n"
        )
    assert json.loads(sandbox("status")) == {"running": False, "stack": "local"}


def test_the_exports_are_all_that_plain_commands_need(sandbox: CommandLine) -> None:
    sandbox("up")
    exported = sandbox.exports()

    assert exported["GITHUB_API_URL"].endswith("/api/v3")
    assert exported["SUBMIT_BASE_URL"].endswith("/api")
    done = subprocess.run(
        ["pulumi", "stack", "ls", "--json"],
        cwd=sandbox.folder.project,
        env={"HOME": os.environ["HOME"], **exported},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [(stack["name"], stack["current"]) for stack in json.loads(done.stdout)] == [
        ("local", True)
    ]


def test_the_vault_creates_lists_and_revokes_keys(sandbox: CommandLine) -> None:
    sandbox("up")
    created = json.loads(sandbox("key", "create"))
    assert set(created) == {"id", "key"}

    sandbox("key", "revoke", created["id"])

    [listed] = [key for key in json.loads(sandbox("key", "list")) if key["id"] == created["id"]]
    assert listed["revokedAt"]
    assert created["key"] not in sandbox("key", "list")
    assert sandbox.refusal("key", "revoke", "nobody") == (
        "sandbox: the Vault has no key of this id\n"
    )


def test_every_request_is_logged_without_its_key(sandbox: CommandLine) -> None:
    sandbox("up")
    created = json.loads(sandbox("key", "create"))
    url = f"{sandbox.exports()['SUBMIT_BASE_URL']}/jobs"
    header = {"Authorization": f"Bearer {created['key']}"}
    sandbox("fault", '{"status": 503, "times": 1}')
    for _ in range(2):
        requests.post(url, json={"externalId": "TEST-1"}, headers=header, timeout=5)

    said = sandbox("requests")

    assert created["key"] not in said
    logged = [json.loads(line) for line in said.splitlines()]
    assert [
        (line["status"], line["keyId"], line["externalId"], line["path"]) for line in logged
    ] == [
        (503, created["id"], "TEST-1", "/api/jobs"),
        (201, created["id"], "TEST-1", "/api/jobs"),
    ]


@pytest.mark.parametrize("fault", ["no json", '{"statsu": 503}', '{"status": "503"}', "[]"])
def test_a_wrong_fault_is_refused_in_one_line(sandbox: CommandLine, fault: str) -> None:
    sandbox("up")

    refusal = sandbox.refusal("fault", fault)

    assert refusal.startswith("sandbox: ")
    assert refusal.count("\n") == 1
