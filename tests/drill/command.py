"""Run the engine while something goes wrong, and recover as the README says."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from sandbox.services.aws.app import ACCOUNT
from sandbox.session import Session
from tests.drill.trouble import VICTIMS, Trouble, armed
from tests.drill.truth import Truth
from tests.engine.person import SECRET, Outcome, Person

_HANG_SECONDS = 120
_EXISTS = re.compile("409 Already exists|EntityAlreadyExists|CreateSecret, ResourceExistsException")
_LOCKED = "the stack is currently locked"


class Command:
    """`pulumi VERB --yes` in one sandbox."""

    def __init__(self, session: Session, truth: Truth) -> None:
        self._session = session
        self._truth = truth

    def run(self, verb: str, trouble: Trouble) -> Outcome:
        """Run it in trouble, then do what the README's recovery section says."""
        with armed(trouble, self._session, self._truth):
            outcome = self._run(verb, trouble)
            if _LOCKED in outcome.output and trouble.where != "twice":
                self._truth.counts["cancels"] += 1
                self._session.pulumi("cancel", "--yes")
                outcome = self._run(verb, trouble)
            if _EXISTS.search(outcome.output) and trouble.where == "none":
                self._delete_what_the_state_lost(outcome.output)
                outcome = self._run(verb, trouble)
        self._truth.settled = outcome.succeeded
        return outcome

    def _delete_what_the_state_lost(self, output: str) -> None:
        """Delete what the state lost to a killed update or a refused refresh (see the README)."""
        person = Person(self._session)
        for name in set(re.findall(r"actions-base-url-(\S+) \*\*creating failed", output)):
            person.repository(name).delete_variable("SUBMIT_BASE_URL")
            self._truth.counts["deleted by hand"] += 1
        for name in set(re.findall(r"A policy called (\S+) already exists", output)):
            person.iam.delete_policy(PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/{name}")
            self._truth.counts["deleted by hand"] += 1
        if "CreateSecret, ResourceExistsException" in output:
            versions = person.store.list_secret_version_ids(SecretId=SECRET)["Versions"]
            assert not versions, "a secret that may hold a key is not in the state"
            person.store.delete_secret(SecretId=SECRET, ForceDeleteWithoutRecovery=True)
            self._truth.counts["deleted by hand"] += 1

    def _run(self, verb: str, trouble: Trouble) -> Outcome:
        self._truth.counts[verb] += 1
        first = self._start(verb)
        if trouble.where == "twice":
            second = self._start(verb)
            self._outcome(second)
        if trouble.where == "kill":
            self._strike(first, trouble)
        return self._outcome(first)

    def _start(self, verb: str) -> subprocess.Popen[str]:
        environment = {**os.environ, **self._session.exports()}
        program = shutil.which("pulumi", path=environment["PATH"]) or "pulumi"
        return subprocess.Popen(
            [program, verb, "--yes", "--skip-preview", "--non-interactive"],
            cwd=self._session.folder.project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _outcome(self, process: subprocess.Popen[str]) -> Outcome:
        try:
            output, _ = process.communicate(timeout=_HANG_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            output = f"{process.communicate()[0]}\nerror: it hung"
        return Outcome(succeeded=process.returncode == 0, output=output)

    def _strike(self, process: subprocess.Popen[str], trouble: Trouble) -> None:
        time.sleep(trouble.number / 10)
        words = VICTIMS[trouble.what]
        pid = process.pid if not words else _child(process.pid, words)
        if process.poll() is not None or pid is None:
            self._truth.counts["missed kills"] += 1
            return
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            self._truth.counts["missed kills"] += 1
            return
        self._truth.counts["kills"] += 1
        self._truth.jobs_allowed[self._truth.declared.reference] += 1


def _child(parent: int, words: str) -> int | None:
    """A process that the engine started, found by words of its command line."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == parent and words in line:
            return int(folder.name)
    return None
