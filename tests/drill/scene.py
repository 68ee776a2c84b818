"""One sandbox of the drill, and the actions of people that its moves consist of."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from sandbox.folder import SandboxFolder
from sandbox.session import Session
from tests.drill.claims import Claims, claims_of
from tests.drill.command import Command
from tests.drill.promises import DRAIN_SECONDS, Search, accepted, broken, not_everybody_holds
from tests.drill.trouble import NONE, Trouble
from tests.drill.truth import Key, Truth
from tests.drill.watcher import Watcher
from tests.engine.person import Outcome, Person

_TRIES = 3


def bootstrap(project: Path) -> None:
    """Make the sandbox; each sequence starts with a copy of it."""
    project.mkdir()
    session = Session(SandboxFolder.apart(project))
    session.up()
    session.pulumi("config", "set", "--path", "retirement.drainSeconds", str(DRAIN_SECONDS))
    session.pulumi("config", "set", "--path", "retirement.protect", "true")
    outcome = Person(session).up()
    session.down()
    assert outcome.succeeded, outcome.output


class Scene:
    """A copy of the bootstrapped sandbox, with a consumer at work."""

    def __init__(self, base: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="submit-key-drill-"))
        project = shutil.copytree(base, self._folder / "project", symlinks=True)
        self.session = Session(SandboxFolder(project=project))
        before = self.session.folder.stack_settings.read_text()
        addresses = self.session.up()
        self.person = Person(self.session)
        key_id = self.session.control().keys()[0]["id"]
        self.truth = Truth.of(self.person.key, key_id)
        # A port was taken: the base URL changed, so the key is proved with one more job.
        if addresses.base_url not in before:
            self.truth.jobs_allowed[self.truth.declared.reference] += 1
        self._command = Command(self.session, self.truth)
        self._search = Search(project)
        self.watcher = Watcher(addresses, self.truth)
        self.watcher.__enter__()

    def close(self) -> None:
        """Stop the consumer and the sandbox."""
        self.watcher.__exit__(None, None, None)
        self.session.down()
        shutil.rmtree(self._folder)

    def run(self, verb: str, trouble: Trouble) -> Outcome:
        """`pulumi VERB`, in trouble."""
        return self._command.run(verb, trouble)

    def obey(self, trouble: Trouble) -> None:
        """Follow `nextStep` until every key that it names is proved dead."""
        if not self.truth.declared.works:
            self.declare(self.issued(self.truth.next_version()))
        for key in self.truth.shown():
            self.revoke(key, forced=True)
        if not self.truth.settled or self.truth.exposed is not None:
            self.converge()
            self.expose(None)
        if "draining" in self.claims().states.values():
            time.sleep(DRAIN_SECONDS + 1)
            self.converge()
        for mark, state in self.claims().states.items():
            if state == "awaiting revocation" and self.truth.keys[mark].works:
                self.revoke(self.truth.keys[mark], forced=False)
        self.up(trouble)
        if trouble is not NONE:
            return
        left = {self.claims().states[mark] for mark in self.claims().states}
        assert left <= {"current", "revoked", "rejected"}, f"left after obeying: {left}"

    def destroy(self) -> None:
        marks = accepted(self.person, self.truth)
        if self.is_protected(marks):
            self.insist()
        self.truth.bootstrapped = False
        self.until_done("destroy")
        self.protect("true")

    def is_protected(self, marks: set[str]) -> bool:
        working = [self.truth.keys[mark].version for mark in marks if self.truth.keys[mark].works]
        outcome = self.run("destroy", NONE)
        assert not (working and outcome.succeeded), f"destroyed while {working} work"
        return not outcome.succeeded

    def insist(self) -> None:
        self.protect("false")
        for key in self.truth.shown():
            self.revoke(key, forced=True)
        if not self.truth.declared.works:
            self.declare(self.issued(self.truth.next_version()))
        self.converge()

    def protect(self, is_protected: str) -> None:
        self.session.pulumi("config", "set", "--path", "retirement.protect", is_protected)

    def converge(self) -> None:
        """Repeat the command without faults; it must succeed within three tries."""
        outcome = self.until_done("up")
        wrong = not_everybody_holds(self.person, self.truth.declared)
        assert not wrong, f"up succeeded, and another key is in {wrong}\n{outcome.output}"

    def until_done(self, verb: str) -> Outcome:
        for _ in range(_TRIES):
            outcome = self.run(verb, NONE)
            if outcome.succeeded:
                self.truth.bootstrapped = verb == "up"
                self.check()
                return outcome
            self.truth.counts["repeats"] += 1
        raise AssertionError(f"{verb} does not converge\n{outcome.output}")

    def up(self, trouble: Trouble) -> Outcome:
        outcome = self.run("up", trouble)
        if outcome.succeeded:
            self.truth.bootstrapped = True
        assert "Traceback" not in outcome.output, outcome.output
        self.check()
        return outcome

    def claims(self) -> Claims:
        return claims_of(self.session)

    def check(self) -> None:
        wrong = broken(self.person, self.truth, self.watcher, self.claims())
        wrong += self._search.holders(self.truth)
        assert not wrong, "\n".join(wrong)

    def issued(self, version: int) -> Key:
        made = self.session.control().create_key()
        return self.truth.add(made["key"], version, made["id"])

    def declare(self, key: Key) -> None:
        self.truth.declare(key, key.version)
        self.person.set_key(key.text, key.version)

    def revoke(self, key: Key, *, forced: bool) -> None:
        if key.vault_id is not None:
            key.revoked, key.forced = True, key.forced or forced
            self.session.control().revoke_key(key.vault_id)

    def expose(self, version: int | None) -> None:
        if version is not None:
            self.session.pulumi("config", "set", "exposed", str(version))
        elif self.truth.exposed is not None:
            self.session.pulumi("config", "rm", "exposed")
        self.truth.exposed = version
