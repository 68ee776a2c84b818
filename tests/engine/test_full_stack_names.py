"""`make … STACK=` with a stack's name alone and with its full name, as Pulumi Cloud gives it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.person import Person

pytestmark = pytest.mark.engine

FULL = "organization/submit-key/local"
SETTINGS = "Pulumi.local.yaml"


class Committer:
    """A person whose settings are in a repository, at the commands of the workflows."""

    def __init__(self, person: Person, remote: Path) -> None:
        self._person, self.remote = person, remote
        subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", SETTINGS)
        self.git("commit", "--quiet", "--message=First key")
        self.git("remote", "add", "origin", str(remote))

    def git(self, *arguments: str) -> str:
        identity = ["-c", "user.name=someone", "-c", "user.email=someone@example.com"]
        done = self._person.session.run("git", *identity, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self, verb: str, stack: str, **more: str) -> subprocess.CompletedProcess[str]:
        given = [f"{name}={value}" for name, value in more.items()]
        command = ["env", "GITHUB_REPOSITORY=acme/alpha", *given, sys.executable, "-m", "ci"]
        return self._person.session.run(*command, verb, stack)


@pytest.fixture
def committer(operator: Person, tmp_path: Path) -> Committer:
    return Committer(operator, tmp_path / "remote")


def test_both_forms_of_a_name_mean_one_stack(operator: Person, committer: Committer) -> None:
    key = operator.new_key()
    for verb in ("preview", "deploy", "verify"):
        done = committer.run(verb, FULL)
        assert done.returncode == 0, done.stdout + done.stderr

    rotated = committer.run("rotate", FULL, NEW_SUBMIT_KEY=key)

    assert rotated.returncode == 0, rotated.stderr
    committed = committer.git("show", f"origin/rotate/local-v2:{SETTINGS}")
    assert "submit-key:keyVersion: 2" in committed.replace('"', "")
    assert key not in committed
    assert "of local to version 2" in committer.git("log", "-1", "--format=%s")
    again = committer.run("rotate", "local", NEW_SUBMIT_KEY=key)
    assert "is the key in use" in again.stderr


def test_a_rotation_that_fails_half_way_leaves_the_settings_as_they_were(
    operator: Person, committer: Committer
) -> None:
    key = operator.new_key()
    away = committer.remote.rename(committer.remote.with_name("away"))

    failed = committer.run("rotate", FULL, NEW_SUBMIT_KEY=key)

    assert failed.returncode == 1
    assert failed.stderr.startswith("rotate: git ")
    assert committer.git("status", "--porcelain", "--", SETTINGS) == ""
    assert committer.git("branch", "--show-current").strip() == "main"
    assert operator.session.pulumi("config", "get", "submitKey").strip() == operator.key
    away.rename(committer.remote)
    again = committer.run("rotate", FULL, NEW_SUBMIT_KEY=key)
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("stack", ["nobody", "organization/submit-key/nobody", "local/"])
def test_a_stack_that_is_none_is_refused_and_nothing_is_written(
    operator: Person, committer: Committer, stack: str
) -> None:
    failed = committer.run("rotate", stack, NEW_SUBMIT_KEY=operator.new_key())

    assert failed.returncode == 1
    assert failed.stderr.startswith("rotate: ")
    assert len(failed.stderr.splitlines()) == 1
    assert "not in git; name a stack" in failed.stderr or "no stack was named" in failed.stderr
    assert committer.git("branch", "--show-current").strip() == "main"
    assert not list(operator.session.folder.project.glob("Pulumi.nobody.yaml"))
