"""The drill: random moves of an operator, the Vault and bad luck, on the genuine engine."""

from __future__ import annotations

import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import ClassVar

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from components.lifecycle import NOTHING
from sandbox.place import Place
from sandbox.session import Session
from tests.drill.claims import Claims, claims_of
from tests.drill.command import Command
from tests.drill.promises import Search, broken, not_everybody_holds
from tests.drill.trouble import NONE, TROUBLES, TWICE, Trouble
from tests.drill.watcher import Watcher
from tests.drill.world import Key, World
from tests.engine.conftest import Outcome, Person

DRAIN_SECONDS = 2
_TRIES = 3
T = Trouble
__all__ = ["NONE", "TWICE", "Drill", "T"]


def bootstrap(project: Path) -> None:
    """Make the sandbox that each sequence starts from a copy of."""
    project.mkdir()
    session = Session(Place.apart(project))
    session.up()
    session.pulumi("config", "set", "--path", "retirement.drainSeconds", str(DRAIN_SECONDS))
    outcome = Person(session).up()
    session.down()
    assert outcome.succeeded, outcome.output


class Drill(RuleBasedStateMachine):
    """One sequence in one sandbox. Every move keeps every promise, or the drill fails."""

    base: ClassVar[Path]
    """The bootstrapped sandbox."""

    @initialize(luck=st.integers(0, 2**16))
    def begin(self, luck: int) -> None:
        """Copy the sandbox. The simplest sequence of all is no drill: it is passed over."""
        if not luck:
            reject()
        self.began = time.monotonic()
        self.steps = [f"begin(luck={luck})"]
        self.folder = Path(tempfile.mkdtemp(prefix="submit-key-drill-"))
        project = shutil.copytree(self.base, self.folder / "project", symlinks=True)
        self.session = Session(Place(project=project))
        self.session.up()
        self.person = Person(self.session)
        key_id = self.session.control().keys()[0]["id"]
        world = World(declared=None)  # type: ignore[arg-type] # the next lines set it
        world.declare(world.add(self.person.key, 1, key_id), 1)
        self.world, self.command = world, Command(self.session, world)
        self.search = Search(project)
        self.watcher = Watcher(self.session.addresses(), world)
        self.watcher.__enter__()

    @rule(trouble=TROUBLES)
    def bump(self, trouble: Trouble) -> None:
        """A rotation: a new key from the Vault under the next version."""
        self._step("bump", trouble)
        self._declare(self._issued(self.world.next_version()))
        self._up(trouble)

    @rule(trouble=TROUBLES)
    def mistake(self, trouble: Trouble) -> None:
        """A key that the Vault never issued, under the next version."""
        self._step("mistake", trouble)
        text = "atx_never-issued-" + secrets.token_urlsafe(20)
        key = self.world.add(text, self.world.next_version(), None)
        self._declare(key)
        assert not self._up(trouble).succeeded, "a key that nobody issued was taken"

    @rule(trouble=TROUBLES)
    def correct(self, trouble: Trouble) -> None:
        """Another key under the declared version: allowed until that version was proved."""
        self._step("correct", trouble)
        version = self.world.declared.version
        is_proved = version in claims_of(self.session).proofs
        self._declare(self._issued(self.world.next_version() if is_proved else version))
        self._up(trouble)

    @rule()
    def same_key(self) -> None:
        """A bump without a new key is refused, and then taken back."""
        self._step("same_key")
        claims, key, version = self._claims(), self.world.declared, self.world.declared.version
        if [one for one in claims.tried if one[0] == version] != [(version, key.fingerprint)]:
            return  # unwritten, or two keys had the version: then one may get a version of its own
        labels = self.person.labels()
        self.session.pulumi("config", "set", "keyVersion", str(self.world.next_version()))
        outcome = self.command.run("up", NONE)
        self.session.pulumi("config", "set", "keyVersion", str(version))
        assert not outcome.succeeded, "a bump without a new key was taken"
        assert "but the key is still that of" in outcome.output, outcome.output
        assert self.person.labels() == labels, "a refused bump changed the store"
        self._check()

    @rule(back=st.integers(0, 2), trouble=TROUBLES)
    def roll_back(self, back: int, trouble: Trouble) -> None:
        """An earlier key that works is declared again, under the version that it had."""
        self._step("roll_back", back, trouble)
        written = [mark for _, mark in self._claims().tried]
        keys = [key for key in self.world.former() if key.fingerprint in written]
        if keys:
            self._declare(keys[min(back, len(keys) - 1)])
        else:
            self._declare(self._issued(self.world.next_version()))
        self._up(trouble)

    @rule(trouble=TROUBLES)
    def again(self, trouble: Trouble) -> None:
        """The same command once more."""
        self._step("again", trouble)
        self._up(trouble)

    @rule(trouble=TROUBLES)
    def obey(self, trouble: Trouble) -> None:
        """Do what `nextStep` says: wait, revoke in time, and have it proved."""
        self._step("obey", trouble)
        self._obey(trouble)

    @rule(back=st.integers(0, 2), trouble=TROUBLES)
    def revoke_early(self, back: int, trouble: Trouble) -> None:
        """A former key is revoked when a person likes."""
        self._step("revoke_early", back, trouble)
        keys = self.world.former()
        if keys:
            self._revoke(keys[min(back, len(keys) - 1)], forced=True)
        else:
            self._declare(self._issued(self.world.next_version()))
        self._up(trouble)

    @rule(trouble=TROUBLES)
    def revoke_current(self, trouble: Trouble) -> None:
        """The declared key dies: consumers must fail, and nobody may be told otherwise."""
        self._step("revoke_current", trouble)
        if self.world.declared.works:
            self._revoke(self.world.declared, forced=True)
        else:
            self._declare(self._issued(self.world.next_version()))
        self._up(trouble)

    @rule(trouble=TROUBLES)
    def expose(self, trouble: Trouble) -> None:
        """A key got out: the declared one is replaced, and it is named."""
        self._step("expose", trouble)
        if self.world.exposed is not None:
            self._obey(NONE)
        exposed = self.world.declared
        self._declare(self._issued(self.world.next_version()))
        self._expose(exposed.version)
        outcome = self._up(trouble)
        assert not (outcome.succeeded and self.world.shown()), "an exposed key works, and up passed"

    @rule(trouble=TROUBLES)
    def refresh(self, trouble: Trouble) -> None:
        """Look at everything."""
        self._step("refresh", trouble)
        settled = self.world.settled
        outcome = self.command.run("refresh", trouble)
        self.world.settled = settled and outcome.succeeded
        self._check()

    @rule(trouble=TROUBLES)
    def start_over(self, trouble: Trouble) -> None:
        """Destroy, then bootstrap in trouble."""
        self._step("start_over", trouble)
        self.world.bootstrapped = False
        self._until_done("destroy")
        self._expose(None)
        self.world.since = len(self.person.asked())
        if not self.world.declared.works:
            self._declare(self._issued(self.world.next_version()))
        self.world.jobs_allowed[self.world.declared.reference] += 1
        self._up(trouble)

    def teardown(self) -> None:
        """Bring all to rest: the same command converges, and `nextStep` leads to the end."""
        if not hasattr(self, "steps"):
            return
        try:
            if sys.exc_info()[0] is None:
                self._finish()
        finally:
            self.watcher.__exit__(None, None, None)
            self.session.down()
            shutil.rmtree(self.folder)
            self._report()

    def _finish(self) -> None:
        self.steps.append("teardown()")
        if not self.world.declared.works or self.world.declared.version == self.world.exposed:
            self._declare(self._issued(self.world.next_version()))
        self._obey(NONE)
        claims = self._claims()
        assert claims.next_step == NOTHING, f"after all was done, nextStep is: {claims.next_step}"
        alive = [key for key in self.world.former() if key.fingerprint in claims.states]
        assert not alive, "a key that works was never asked for"
        assert self.command.run("up", NONE).changes_nothing, "a settled update changes something"

    def _obey(self, trouble: Trouble) -> None:
        """From whatever is there to the proof of every death that was asked for."""
        if not self.world.declared.works:
            self._declare(self._issued(self.world.next_version()))
        for key in self.world.shown():
            self._revoke(key, forced=True)
        self._converge()
        self._expose(None)
        time.sleep(DRAIN_SECONDS + 1)
        self._converge()
        for mark, state in self._claims().states.items():
            if state == "awaiting revocation" and self.world.keys[mark].works:
                self._revoke(self.world.keys[mark], forced=False)
        self._up(trouble)
        if trouble is not NONE:
            return
        left = {self._claims().states[mark] for mark in self._claims().states}
        assert left <= {"current", "revoked", "rejected"}, f"left after obeying: {left}"

    def _converge(self) -> None:
        """The same command, no fault: it ends well within three tries."""
        outcome = self._until_done("up")
        wrong = not_everybody_holds(self.person, self.world.declared)
        assert not wrong, f"up succeeded, and another key is in {wrong}\n{outcome.output}"

    def _until_done(self, verb: str) -> Outcome:
        for _ in range(_TRIES):
            outcome = self.command.run(verb, NONE)
            if outcome.succeeded:
                self.world.bootstrapped = verb == "up"
                self._check()
                return outcome
            self.world.counts["repeats"] += 1
        raise AssertionError(f"{verb} does not converge\n{outcome.output}")

    def _up(self, trouble: Trouble) -> Outcome:
        outcome = self.command.run("up", trouble)
        if outcome.succeeded:
            self.world.bootstrapped = True
        assert "Traceback" not in outcome.output, outcome.output
        self._check()
        return outcome

    def _claims(self) -> Claims:
        return claims_of(self.session)

    def _check(self) -> None:
        wrong = broken(self.person, self.world, self.watcher, self._claims())
        wrong += self.search.holders(self.world)
        assert not wrong, "\n".join(wrong)

    def _issued(self, version: int) -> Key:
        made = self.session.control().create_key()
        return self.world.add(made["key"], version, made["id"])

    def _declare(self, key: Key) -> None:
        self.world.declare(key, key.version)
        self.person.set_key(key.text, key.version)

    def _revoke(self, key: Key, *, forced: bool) -> None:
        if key.vault_id is not None:
            key.revoked, key.forced = True, key.forced or forced
            self.session.control().revoke_key(key.vault_id)

    def _expose(self, version: int | None) -> None:
        if version is not None:
            self.session.pulumi("config", "set", "exposed", str(version))
        elif self.world.exposed is not None:
            self.session.pulumi("config", "rm", "exposed")
        self.world.exposed = version

    def _step(self, name: str, *arguments: object) -> None:
        self.steps.append(f"{name}({', '.join(map(repr, arguments))})")

    def _report(self) -> None:
        calls = self.watcher.verdicts.total()
        counts = " ".join(f"{name}={count}" for name, count in sorted(self.world.counts.items()))
        seconds = time.monotonic() - self.began
        print(f"\ndrill: {'; '.join(self.steps)} | {seconds:.0f} s calls={calls} {counts}")
