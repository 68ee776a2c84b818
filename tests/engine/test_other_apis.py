"""A key's whole life at each Submit API that the vendor's pages leave possible."""

from __future__ import annotations

import os
import time
from itertools import product
from typing import Any

import pytest

from components.retirement.lifecycle import NOTHING
from tests.engine.person import Person

pytestmark = [pytest.mark.engine, pytest.mark.story]

ALL = [
    {"order": order, "echo": echo, "errors": errors}
    for order, echo, errors in product(
        ("key-first", "body-first"), (True, False), ("json", "text", "empty")
    )
]
WORLDS = ALL if "EVERY_API" in os.environ else [ALL[5], ALL[10]]
"""The barest of each order; EVERY_API=1 takes all. `tests/sandbox` has all without the engine."""


def name_of(world: dict[str, Any]) -> str:
    return "-".join(str(value) for value in world.values())


def newest(person: Person) -> dict[str, Any]:
    record: dict[str, Any] = person.outputs()["record"]
    return record


def jobs(person: Person) -> list[str]:
    """The references of all jobs that were made."""
    made = [each for each in person.asked() if each["status"] == 201]
    return [each["externalId"] for each in made]


@pytest.mark.parametrize("world", WORLDS, ids=name_of)
def test_a_whole_life_ends_as_it_should(person: Person, world: dict[str, Any]) -> None:
    control, is_body_first = person.session.control(), world["order"] == "body-first"
    control.fault(world)
    person.retire_after(1)
    person.session.pulumi("config", "set", "--path", "retirement.protect", "true")
    first = person.key
    assert person.up().succeeded
    assert person.pulumi("preview", "--expect-no-changes").succeeded
    assert newest(person)["order"] == world["order"].replace("-", " ")
    if not world["echo"]:
        assert "status 201, job without reference" in str(newest(person)["asked"])

    assert person.rotate(2).succeeded
    second = person.key
    person.set_key(first, 1)
    assert person.up().succeeded, "the rollback"
    person.set_key(second, 2)
    assert person.up().succeeded
    time.sleep(2)
    assert person.up().succeeded
    assert person.states() == {1: "awaiting revocation", 2: "current"}
    control.revoke_key(person.vault_id(0))
    assert person.up().succeeded
    assert person.states() == {1: "revoked", 2: "current"}
    assert person.outputs()["nextStep"] == NOTHING
    assert person.everybody_holds(second)
    assert person.pulumi("preview", "--expect-no-changes").succeeded
    assert person.pulumi("refresh").succeeded

    asked = [each for each in jobs(person) if each.startswith("TEST-KEY-RETIREMENT-local-V1-")]
    assert len(asked) == (3 if is_body_first else 0), "once while it lived, twice beside its death"
    assert not person.pulumi("destroy", "--skip-preview").succeeded
    control.revoke_key(person.vault_id(1))
    outcome = person.pulumi("destroy", "--skip-preview")
    assert outcome.succeeded, outcome.output


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "accepts all": ({"behaviour": "accept-every-key"}, "a made-up key was not refused"),
    "refuses all": ({"behaviour": "refuse-every-key"}, "refused the new key (status 401"),
    "judges by shape": ({"gateway": "shape"}, "a made-up key was not refused"),
}


@pytest.mark.parametrize("order", ["key-first", "body-first"])
def test_no_key_is_certified_by_an_api_that_lies(
    operator: Person, order: str, subtests: pytest.Subtests
) -> None:
    old, old_id = operator.key, operator.vault_id(0)
    operator.retire_after(0)
    operator.set_key(operator.new_key(), 2)
    for name, (lie, words) in LIES.items():
        with subtests.test(name):
            operator.session.control().fault({"order": order, **lie})
            [error] = operator.up().errors
            assert words in error
            assert operator.everybody_holds(old)
    operator.session.control().fault({"order": order})
    operator.up()
    time.sleep(1)
    for name, (lie, _) in LIES.items():
        with subtests.test(f"{name}, about an old key"):
            operator.session.control().fault({"order": order, **lie})
            operator.up()
            assert operator.states()[1] == "awaiting revocation"
    for errors, state in (("text", "awaiting revocation"), ("json", "revoked")):
        with subtests.test(f"locks one key out, with {errors}"):
            locked = {"lockout": {"id": old_id, "errors": errors}}
            operator.session.control().fault({"order": order, **locked})
            operator.up()
            assert operator.states()[1] == state
    operator.session.control().fault({"order": order})
    operator.turn_back_death(1, minutes=10)
    assert operator.up().succeeded
    assert operator.states()[1] == "awaiting revocation", "the lock-out ended, the key works"
