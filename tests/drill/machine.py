"""The drill: random moves of an operator and the Vault, with random faults, on the real engine."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
import traceback
from pathlib import Path
from typing import ClassVar

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.errors import StopTest
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from components.retirement.lifecycle import NOTHING
from tests.drill.scene import Scene
from tests.drill.trouble import NONE, TROUBLES, TWICE, WORLDS, Trouble, live_in

T = Trouble
__all__ = ["NONE", "TWICE", "Drill", "T"]


class Drill(RuleBasedStateMachine):
    """One sequence of moves in one sandbox. The drill fails if a move breaks a promise."""

    base: ClassVar[Path]
    """The bootstrapped sandbox."""

    @initialize(luck=st.integers(0, 2**16), world=st.sampled_from(sorted(WORLDS)))
    def begin(self, luck: int, world: str = "as in the sandbox") -> None:
        """Copy the sandbox. The simplest sequence proves nothing and is skipped."""
        if not luck:
            reject()
        self.began = time.monotonic()
        self.steps = [f"begin({luck=}, {world=})"]
        self.scene = Scene(self.base)
        self.truth, self.person = self.scene.truth, self.scene.person
        live_in(world, self.scene.session, self.truth)
        self.truth.counts[world] += 1

    @rule(trouble=TROUBLES)
    def bump(self, trouble: Trouble) -> None:
        """Rotate: set a new key from the Vault under the next version."""
        self._step("bump", trouble)
        self.scene.declare(self.scene.issued(self.truth.next_version()))
        self.scene.up(trouble)

    @rule(trouble=TROUBLES)
    def mistake(self, trouble: Trouble) -> None:
        """Set a key that the Vault never issued, under the next version."""
        self._step("mistake", trouble)
        text = "atx_never-issued-" + secrets.token_urlsafe(20)
        key = self.truth.add(text, self.truth.next_version(), None)
        self.scene.declare(key)
        assert not self.scene.up(trouble).succeeded, "a key that nobody issued was taken"

    @rule(trouble=TROUBLES)
    def correct(self, trouble: Trouble) -> None:
        """Set another key under the declared version: allowed until that version is proved."""
        self._step("correct", trouble)
        version = self.truth.declared.version
        is_proved = version in self.scene.claims().proofs
        self.scene.declare(self.scene.issued(self.truth.next_version() if is_proved else version))
        self.scene.up(trouble)

    @rule()
    def same_key(self) -> None:
        """Raise the version without a new key; it is refused, and then taken back."""
        self._step("same_key")
        claims, key, version = self.scene.claims(), self.truth.declared, self.truth.declared.version
        if [one for one in claims.tried if one[0] == version] != [(version, key.fingerprint)]:
            return  # the ledger missed it, or two keys had that version and one may get its own now
        labels = self.person.labels()
        self.person.session.pulumi("config", "set", "keyVersion", str(self.truth.next_version()))
        outcome = self.scene.run("up", NONE)
        self.person.session.pulumi("config", "set", "keyVersion", str(version))
        assert not outcome.succeeded, "a bump without a new key was taken"
        assert "but the key is still that of" in outcome.output, outcome.output
        assert self.person.labels() == labels, "a refused bump changed the store"
        self.scene.check()

    @rule(back=st.integers(0, 2), trouble=TROUBLES)
    def roll_back(self, back: int, trouble: Trouble) -> None:
        """Roll back: declare an earlier key that works, under the version that it had."""
        self._step("roll_back", back, trouble)
        written = [mark for _, mark in self.scene.claims().tried]
        keys = [key for key in self.truth.former() if key.fingerprint in written]
        if keys:
            self.scene.declare(keys[min(back, len(keys) - 1)])
        else:
            self.scene.declare(self.scene.issued(self.truth.next_version()))
        self.scene.up(trouble)

    @rule(trouble=TROUBLES)
    def again(self, trouble: Trouble) -> None:
        """Run the same command once more."""
        self._step("again", trouble)
        self.scene.up(trouble)

    @rule(trouble=TROUBLES)
    def obey(self, trouble: Trouble) -> None:
        """Do what `nextStep` says: wait, revoke in time, and run the update that proves it."""
        self._step("obey", trouble)
        self.scene.obey(trouble)

    @rule(back=st.integers(0, 2), trouble=TROUBLES)
    def revoke_early(self, back: int, trouble: Trouble) -> None:
        """Revoke a former key at any time, against the product's advice."""
        self._step("revoke_early", back, trouble)
        keys = self.truth.former()
        if keys:
            self.scene.revoke(keys[min(back, len(keys) - 1)], forced=True)
        else:
            self.scene.declare(self.scene.issued(self.truth.next_version()))
        self.scene.up(trouble)

    @rule(trouble=TROUBLES)
    def revoke_current(self, trouble: Trouble) -> None:
        """Revoke the declared key: consumers fail, and the product must not deny it."""
        self._step("revoke_current", trouble)
        if self.truth.declared.works:
            self.scene.revoke(self.truth.declared, forced=True)
        else:
            self.scene.declare(self.scene.issued(self.truth.next_version()))
        self.scene.up(trouble)

    @rule(trouble=TROUBLES)
    def expose(self, trouble: Trouble) -> None:
        """A key was exposed: replace the declared key and name it in `exposed`."""
        self._step("expose", trouble)
        if self.truth.exposed is not None:
            self.scene.obey(NONE)
        exposed = self.truth.declared
        written = [mark for _, mark in self.scene.claims().tried]
        self.scene.declare(self.scene.issued(self.truth.next_version()))
        if exposed.fingerprint in written:  # else the product was killed before it stored the key
            self.scene.expose(exposed.version)
        outcome = self.scene.up(trouble)
        assert not (outcome.succeeded and self.truth.shown()), "an exposed key works, and up passed"

    @rule(trouble=TROUBLES)
    def refresh(self, trouble: Trouble) -> None:
        """Run a refresh."""
        self._step("refresh", trouble)
        settled = self.truth.settled
        outcome = self.scene.run("refresh", trouble)
        self.truth.settled = settled and outcome.succeeded
        self.scene.check()

    @rule(trouble=TROUBLES)
    def start_over(self, trouble: Trouble) -> None:
        """Destroy: a working key stops it until protection is off. Then bootstrap in trouble."""
        self._step("start_over", trouble)
        self.scene.destroy()
        self.scene.expose(None)
        self.truth.since = len(self.person.asked())
        if not self.truth.declared.works:
            self.scene.declare(self.scene.issued(self.truth.next_version()))
        self.truth.jobs_allowed[self.truth.declared.reference] += 1
        self.scene.up(trouble)

    def teardown(self) -> None:
        """Finish: repeat the command until it succeeds, then follow `nextStep` to its end."""
        if not hasattr(self, "scene"):
            return
        failure = sys.exc_info()[1]
        if isinstance(failure, StopTest):  # Hypothesis itself gave up the sequence half-way
            self.scene.close()
            return
        try:
            if failure is None:
                self._finish()
        except Exception as failed:
            failure = failed
            raise
        finally:
            self.scene.close()
            self._report(failure)

    def _finish(self) -> None:
        self.steps.append("teardown()")
        if not self.truth.declared.works or self.truth.declared.version == self.truth.exposed:
            self.scene.declare(self.scene.issued(self.truth.next_version()))
        self.scene.obey(NONE)
        claims = self.scene.claims()
        assert claims.next_step == NOTHING, f"after all was done, nextStep is: {claims.next_step}"
        alive = [key for key in self.truth.former() if key.fingerprint in claims.states]
        assert not alive, "a key that works was never asked for"
        assert self.scene.run("up", NONE).changes_nothing, "a settled update changes something"

    def _step(self, name: str, *arguments: object) -> None:
        self.steps.append(f"{name}({', '.join(map(repr, arguments))})")

    def _report(self, failure: BaseException | None) -> None:
        record = {
            "script": "; ".join(self.steps),
            "moves": len(self.steps) - 2,
            "failure": failure and "".join(traceback.format_exception(failure)),
            "seconds": round(time.monotonic() - self.began),
            "calls": self.scene.watcher.verdicts.total(),
            **self.truth.counts,
        }
        print(f"\ndrill: {record}")
        if "DRILL_LOG" in os.environ:
            with Path(os.environ["DRILL_LOG"]).open("a") as log:
                log.write(json.dumps(record) + "\n")
