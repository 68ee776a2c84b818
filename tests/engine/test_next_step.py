"""A person who only follows the product's messages gets to the end of every task."""

from __future__ import annotations

import re
import time
from datetime import datetime, timezone

import pytest

from components.retirement.lifecycle import NOTHING
from tests.engine.person import Outcome, Person

pytestmark = [pytest.mark.engine, pytest.mark.story]

SENTENCES = 8
"""The most messages to follow; more than any task needs."""


def obey(person: Person, said: str) -> None:
    """Do exactly what a message says."""
    if wait := re.match(r"after (\S+), and not before, ", said):
        left = datetime.fromisoformat(wait[1]) - datetime.now(timezone.utc)
        time.sleep(max(0.0, left.total_seconds()))
    if new := re.search(
        r"create a new key in Atomyx Vault, set it, and raise keyVersion to (\d+)", said
    ):
        person.set_key(person.new_key(), int(new[1]))
        return
    names = re.findall(r"version (\d+) \(fingerprint [0-9a-f]{12}\)", said)
    assert names, f"a person cannot tell what to do: {said}"
    assert "in Atomyx Vault" in said
    for version in names:
        person.session.control().revoke_key(person.vault_id(int(version) - 1))


def said_after(person: Person, outcome: Outcome) -> str:
    """The message to follow: the error if there is one, else `nextStep`."""
    if outcome.succeeded:
        return str(person.outputs()["nextStep"])
    refused = [line for line in outcome.output.splitlines() if "has a problem: " in line]
    return (outcome.errors + refused)[-1]


def follow(person: Person) -> int:
    """Run `pulumi up` and do what it says, until nothing is left to do."""
    for number in range(SENTENCES):
        said = said_after(person, person.up())
        if said == NOTHING:
            return number
        obey(person, said)
    raise AssertionError(f"still something to do after {SENTENCES} sentences: {said}")


def test_three_rotations_and_an_exposure_need_nothing_but_what_is_said(operator: Person) -> None:
    operator.retire_after(1)
    for version in (2, 3, 4):
        operator.set_key(operator.new_key(), version)
        assert follow(operator) >= 1, "nobody was told to revoke the former key"
        assert operator.everybody_holds(operator.key)
        operator.proposes_nothing(f"after the rotation to {version}")

    operator.session.pulumi("config", "set", "exposed", "4")
    follow(operator)

    assert operator.everybody_holds(operator.key)
    assert operator.states() == {
        1: "revoked",
        2: "revoked",
        3: "revoked",
        4: "revoked",
        5: "current",
    }
    assert len(operator.test_requests()) == 5, "a key version made more than one job"
