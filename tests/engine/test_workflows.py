"""The workflows' own steps, run on this machine: on S3 state, with KMS-encrypted settings."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from components.retirement.lifecycle import NOTHING
from sandbox.folder import CHECKOUT
from tests.engine.company import Company
from tests.engine.person import Person
from tests.support.github_service import sha256

pytestmark = [pytest.mark.engine, pytest.mark.story]

STACK = "STACK=production"


class Runner:
    """Runs the workflows' commands with the environment variables that GitHub sets."""

    def __init__(self, company: Company, folder: Path) -> None:
        self.company = company
        self.summary = folder / "summary.md"
        addresses = company.session.addresses()
        self._api = f"{addresses.github_url}/api/v3/repos/acme/alpha"
        token = company.session.exports()["GITHUB_TOKEN"]
        self._headers = {"Authorization": f"Bearer {token}"}

    def run(self, verb: str, stack: str = "production", **more: str) -> Any:
        """Run a target's command directly, so that status and messages are not make's."""
        return self._run(sys.executable, "-m", "ci", verb, stack, **more)

    def make(self, target: str, *arguments: str, **more: str) -> Any:
        """Run the make target itself, except for the installation, which is done already."""
        makefile = f"--file={CHECKOUT / 'Makefile'}"
        return self._run("make", makefile, "--old-file=setup", target, *arguments, **more)

    def _run(self, *command: str, **more: str) -> Any:
        self.summary.write_text("")
        environment = {
            "PULUMI_BACKEND_URL": self.company.plan("staging").backend,
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_REPOSITORY": "acme/alpha",
            **more,
        }
        # Set if make runs the tests.
        first = ["env", "--unset=MAKEFLAGS", "--unset=MAKELEVEL"]
        given = [f"{name}={value}" for name, value in environment.items()]
        return self.company.session.run(*first, *given, *command)

    def get(self, path: str) -> Any:
        return requests.get(f"{self._api}/{path}", headers=self._headers, timeout=5).json()

    def git(self, *arguments: str) -> str:
        identity = ["-c", "user.name=someone", "-c", "user.email=someone@example.com"]
        return subprocess.run(
            ["git", *identity, *arguments],
            cwd=self.company.session.folder.project,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def output(self, name: str) -> Any:
        done = self.company.pulumi("stack", "output", "--json", "--stack=production")
        return json.loads(done.stdout)[name]


@pytest.fixture
def runner(person: Person, tmp_path: Path) -> Runner:
    """Runs in the repository of a company whose production environment has its first key."""
    company = Company(person)
    runner = Runner(company, tmp_path)
    made = runner.make("environment", "NAME=production", "REPOSITORY=acme/infrastructure")
    assert made.returncode == 0, made.stderr
    company.settle("production", person.key, "alpha")
    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path / "remote"], check=True)
    runner.git("init", "--quiet", "--initial-branch=main")
    runner.git("add", "Pulumi.production.yaml")
    runner.git("commit", "--quiet", "--message=First key")
    runner.git("remote", "add", "origin", str(tmp_path / "remote"))
    runner.git("push", "--quiet", "origin", "main")
    done = runner.make("deploy", STACK)
    assert done.returncode == 0, done.stdout + done.stderr
    return runner


def test_production_is_rotated_by_the_steps_of_the_workflows(runner: Runner) -> None:
    key = runner.company.person.new_key()

    rotated = runner.make("rotate", STACK, NEW_SUBMIT_KEY=key)

    assert rotated.returncode == 0, rotated.stderr
    [pull] = runner.get("pulls")
    assert pull["title"] == "Rotate the Submit API key of production to version 2"
    committed = runner.git("show", "origin/rotate/production-v2:Pulumi.production.yaml")
    assert "submit-key:keyVersion: 2" in committed.replace('"', "")
    assert runner.run("rotate", NEW_SUBMIT_KEY=key).returncode == 1, "the same key, twice"
    runner.git("switch", "--quiet", "rotate/production-v2")

    for _ in range(2):
        seen = runner.make("preview", STACK, PULL_REQUEST=str(pull["number"]))
        assert seen.returncode == 0, seen.stderr
    [comment] = runner.get(f"issues/{pull['number']}/comments")
    assert "**Rotation:** version 1 (`" in comment["body"]
    place = "Actions secret SUBMIT_API_KEY of repository alpha"
    assert f"| {place} | takes the new key, in place |" in comment["body"]
    assert "- version 1: draining" in comment["body"]
    assert "and not before, revoke version 1 in Atomyx Vault" in comment["body"]

    done = runner.make("deploy", STACK)
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.company.person.stored_in("submit-key/production") == key
    assert runner.company.person.ci_digest("alpha") == sha256(key)
    summary = runner.summary.read_text()
    assert "The key in use is version 2" in summary
    assert "```mermaid\ngantt\n" in summary
    assert f"    section v2 {runner.output('fingerprint')}\n" in summary
    assert f"**What a person must do:** {runner.output('nextStep')}." in summary
    everything = [*runner.company.objects().values(), comment["body"].encode(), summary.encode()]
    said = [rotated.stdout, rotated.stderr, done.stdout, done.stderr, committed, str(pull)]
    assert not any(key.encode() in text for text in [*everything, *map(str.encode, said)])


def test_what_is_wrong_opens_one_issue_and_what_is_mended_closes_it(runner: Runner) -> None:
    well = runner.make("verify", STACK)
    assert well.returncode == 0, well.stdout + well.stderr
    assert runner.get("issues") == []

    [repository] = [runner.company.person.repository("alpha")]
    repository.create_secret("SUBMIT_API_KEY", "not-the-" + "key")
    control = runner.company.session.control()
    control.fault({"status": 503})
    for _ in range(2):
        assert runner.run("verify").returncode == 1
    [issue] = runner.get("issues")
    assert "`submit-key-ci-actions-key-alpha` was overwritten by somebody else" in issue["body"]
    assert "the current key is not proved to work" in issue["body"]

    control.fault({})
    assert runner.company.pulumi("refresh", "--yes", "--stack=production").returncode == 0
    for _ in range(2):
        assert runner.run("deploy").returncode == 0
    assert runner.output("nextStep") == NOTHING
    assert "mermaid" not in runner.summary.read_text(), "nothing became of a key"
    mended = runner.run("verify")
    assert mended.returncode == 0, mended.stdout
    assert runner.get("issues") == []
    assert runner.company.person.ci_digest("alpha") == sha256(runner.company.person.key)


def test_a_preview_that_is_refused_says_why_in_our_words(runner: Runner) -> None:
    runner.company.pulumi("config", "set", "keyVersion", "3", "--stack=production")

    refused = runner.run("preview")

    assert refused.returncode == 1
    assert "**Refused, nothing was changed:**" in runner.summary.read_text()
    assert "keyVersion: " in runner.summary.read_text()
    assert "no stack" in runner.run("rotate", stack="").stderr


@pytest.mark.parametrize("key", ["", "changeme", "with a blank"])
def test_a_key_that_cannot_be_right_is_refused_before_it_is_written_down(
    person: Person, tmp_path: Path, key: str
) -> None:
    runner = Runner(Company(person), tmp_path)

    refused = runner.run("rotate", NEW_SUBMIT_KEY=key)

    assert refused.returncode == 1
    assert refused.stderr.startswith("rotate: the secret NEW_SUBMIT_KEY ")
    assert len(refused.stderr.splitlines()) == 1
