"""Runs every command of the documentation, as written, in a fresh copy of this folder."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.folder import CHECKOUT, SandboxFolder
from sandbox.session import Session
from tests.engine.newcomer import Newcomer, blocks, copied
from tests.engine.person import Person

pytestmark = [pytest.mark.engine, pytest.mark.story]
RUNBOOKS = (
    "routine-rotation",
    "exposed-key",
    "lost-state",
    "damaged-state",
    "renamed-stack",
    "leaving",
)


@pytest.fixture
def newcomer(tmp_path: Path, bootstrapped: Path) -> Iterator[Newcomer]:
    """A person with a checkout whose stack had its first `pulumi up`."""
    folder = copied(tmp_path)
    shutil.copytree(bootstrapped / ".sandbox", folder / ".sandbox", symlinks=True)
    shutil.copy2(bootstrapped / "Pulumi.local.yaml", folder)
    session = Session(SandboxFolder(project=folder))
    session.up()
    yield Newcomer(folder, session)
    session.down()


@pytest.mark.parametrize("name", RUNBOOKS)
def test_the_commands_of_a_runbook_work(newcomer: Newcomer, name: str) -> None:
    lines = blocks(CHECKOUT / "docs" / "runbooks" / f"{name}.md")
    assert lines
    for line in lines:
        newcomer.type(line)

    if name in ("routine-rotation", "exposed-key"):
        assert "nothing\nwhole: " in newcomer.said
    if name in ("damaged-state", "renamed-stack"):
        person = Person(newcomer.session)
        assert person.everybody_holds(person.key)
        tested = [reference.split("-V")[1][0] for reference in person.test_requests()]
        assert tested == (["1", "2", "2", "3", "4"] if name == "damaged-state" else ["1"])


def test_the_runbooks_that_are_tested_are_those_that_there_are() -> None:
    written = {path.stem for path in (CHECKOUT / "docs" / "runbooks").glob("*.md")}
    elsewhere = {"first-production-environment", "another-kms-key"}
    assert written == {*RUNBOOKS, *elsewhere}


_KEY, _ID = '["key"]', '[0]["id"]'
_OF_JSON = "python -c 'import json; print(json.load(open(0)){})'"
_STANDS_FOR = {
    "python -m sandbox key create": "python -m sandbox key create > created",
    "pulumi config set --secret submitKey": f"{_OF_JSON.format(_KEY)} < created"
    " | pulumi config set --secret submitKey",
    "python -m sandbox key revoke <id>": "python -m sandbox key revoke"
    f" $(python -m sandbox key list | {_OF_JSON.format(_ID)})",
    "pulumi up": "pulumi up --yes",
}
"""Commands that stand for what a person does: paste, read an id, answer yes."""


def test_the_demo_ends_as_the_readme_shows_it(tmp_path: Path) -> None:
    """Without `make test`, which stands beside it: that would run the tests within a test."""
    text = (CHECKOUT / "README.md").read_text()
    command, *_ = [line.split("  #")[0].strip() for line in text.splitlines() if "# see it" in line]
    shown = re.findall(r"^│ ([^│]+?) +│ ([^│]+?) +│$", text, re.MULTILINE)
    assert (command, len(shown)) == ("make demo", 6)

    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=copied(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    told = dict(re.findall(r"^│ ([^│]+?) +│ ([^│]+?) +│$", done.stdout, re.MULTILINE))
    assert list(told) == [name for name, _ in shown]
    measured = ("calls of the consumer", "time taken")
    assert [(n, w) for n, w in told.items() if n not in measured] == [
        (n, w) for n, w in shown if n not in measured
    ]


def test_a_newcomer_gets_through_the_readme_by_typing_it(tmp_path: Path) -> None:
    section = (CHECKOUT / "README.md").read_text().split("## Try it yourself\n")[1]
    typed = section.split("```sh\n")[1].split("```")[0].splitlines()
    lines = [line.partition("  #")[0].rstrip() for line in typed]
    assert set(_STANDS_FOR) <= set(lines)
    folder = copied(tmp_path)
    script = "\n".join(["set -euo pipefail", *(_STANDS_FOR.get(line, line) for line in lines)])
    try:
        done = subprocess.run(
            ["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "\nnothing\nwhole: 3 records" in done.stdout, done.stdout
        assert not (folder / ".sandbox").exists(), "the last line removes the sandbox"
    finally:
        Session(SandboxFolder(project=folder)).down()
