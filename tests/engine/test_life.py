"""A key's whole life on the genuine engine: cutover, drain, proved revocation, rollback."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from components.retirement.lifecycle import NOTHING
from tests.engine.person import Person

pytestmark = pytest.mark.engine

DOUBTS: list[tuple[dict[str, Any], str]] = [
    ({"behaviour": "accept-every-key"}, "a made-up key was not refused (status 201"),
    ({"gateway": "shape"}, "a made-up key was not refused (status 201"),
    ({"behaviour": "refuse-every-key"}, "the current key was not accepted (status 401)"),
    ({"status": 200, "body": "<html>"}, "could not be asked (status 200 with a web page)"),
    ({"status": 503}, "could not be asked (status 503"),
    ({"drop": True, "skip": 3}, "could not be asked about an old key (no answer"),
]
"""Faults of the Submit API, and the words that `nextStep` has for them."""
NEVER = 3600
"""Seconds of a drain that does not end during a test."""


def test_an_old_key_drains_is_asked_for_and_proved_dead_by_its_revocation(operator: Person) -> None:
    assert operator.outputs()["nextStep"] == NOTHING
    operator.retire_after(1)
    operator.rotate(2)
    operator.up()
    assert operator.states() == {1: "awaiting revocation", 2: "current"}
    assert operator.outputs()["nextStep"].startswith("revoke version 1 (fingerprint ")

    operator.session.control().revoke_key(operator.vault_id(0))
    assert operator.up().succeeded

    assert operator.states() == {1: "revoked", 2: "current"}
    assert operator.outputs()["nextStep"] == NOTHING
    operator.proposes_nothing("after a revocation")
    asked = len(operator.asked())
    assert operator.up().changes_nothing
    assert len(operator.asked()) == asked, "a settled update asked the Submit API"


def test_a_key_is_not_asked_for_before_its_drain_is_over(operator: Person) -> None:
    operator.retire_after(NEVER)

    operator.rotate(2)

    assert operator.states() == {1: "draining", 2: "current"}
    assert operator.outputs()["nextStep"].startswith("after ")
    assert "and not before, revoke version 1" in operator.outputs()["nextStep"]


@pytest.mark.story
def test_unknown_is_no_death(operator: Person) -> None:
    operator.rotate(2)
    operator.session.control().revoke_key(operator.vault_id(0))
    for fault, words in DOUBTS:
        operator.session.control().fault(fault)
        assert operator.up().succeeded
        assert operator.states()[1] != "revoked", f"{fault} was believed"
        assert words in operator.outputs()["nextStep"]

    operator.session.control().fault({})
    operator.up()

    assert operator.states()[1] == "revoked"
    operator.proposes_nothing("after all doubts")


def test_an_exposed_key_fails_every_update_until_it_is_proved_dead(operator: Person) -> None:
    operator.session.pulumi("config", "set", "exposed", "1")
    assert "create a new key in Atomyx Vault" in operator.pulumi("preview").output

    outcome = operator.rotate(2)

    assert not outcome.succeeded
    [error] = outcome.errors
    assert "version 1 (fingerprint " in error
    assert "was exposed and not proved dead: revoke it in Atomyx Vault now" in error
    assert operator.everybody_holds(operator.key)
    operator.session.control().revoke_key(operator.vault_id(0))
    outcome = operator.up()
    assert outcome.succeeded, outcome.output
    assert operator.states() == {1: "revoked", 2: "current"}
    operator.proposes_nothing("after an exposure")


def test_a_key_past_its_deadline_fails_updates_after_the_cutover(operator: Person) -> None:
    operator.retire_after(0)
    operator.session.pulumi("config", "set", "--path", "retirement.deadlineSeconds", "0")

    operator.rotate(2)
    time.sleep(1)
    outcome = operator.up()

    assert not outcome.succeeded
    assert "is past its deadline and not proved dead" in outcome.errors[0]
    assert operator.everybody_holds(operator.key)


def test_a_rollback_is_a_rotation_to_a_key_that_still_works(operator: Person) -> None:
    first = operator.key
    operator.rotate(2)

    operator.set_key(first, 1)
    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    assert operator.everybody_holds(first)
    assert operator.states() == {1: "current", 2: "draining"}


def test_a_rollback_to_a_dead_key_is_refused_and_changes_nothing(operator: Person) -> None:
    first = operator.key
    operator.rotate(2)
    second = operator.key
    operator.session.control().revoke_key(operator.vault_id(0))

    operator.set_key(first, 1)
    outcome = operator.up()

    assert not outcome.succeeded
    assert "refused the new key (status 401)" in outcome.errors[0]
    assert operator.everybody_holds(second)


def test_a_rollback_moves_everybody_back_where_the_rotation_was_cut_short(operator: Person) -> None:
    """The rotation stopped after the cutover, so the old version is still in the stack."""
    first = operator.key
    operator.session.pulumi("config", "set", "exposed", "1")
    operator.rotate(2)
    operator.session.pulumi("config", "rm", "exposed")

    operator.set_key(first, 1)
    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    assert operator.everybody_holds(first)


def test_a_mistaken_declaration_is_refused_before_anything_changes(
    operator: Person,
) -> None:
    first = operator.key
    operator.rotate(2)
    second = operator.key
    wrong = {
        "is 3, but the key is still that of version 2": (second, 3),
        "is 1, but the key is still that of version 2": (second, 1),
        "is 3, but the key is still that of version 1": (first, 3),
        "was lowered from 2 to 1, but the key never had version 1": (operator.new_key(), 1),
    }
    for words, (key, version) in wrong.items():
        operator.set_key(key, version)
        outcome = operator.up()
        assert not outcome.succeeded
        assert "has a problem: keyVersion: " in outcome.output
        assert words in outcome.output
        assert key not in outcome.output
    assert operator.everybody_holds(second)
    assert operator.labels() == {"VACANT", "KEY-V2", "AWSCURRENT", "AWSPREVIOUS"}


def test_a_refresh_reports_a_current_key_that_no_longer_works(operator: Person) -> None:
    operator.session.control().revoke_key(operator.vault_id(0))

    outcome = operator.pulumi("refresh", "--skip-preview", "--diff")

    assert outcome.succeeded
    assert '"works" => "refused"' in outcome.output
    assert "create a new key in Atomyx Vault" in outcome.output
    [error] = operator.up().errors
    assert "the current key, version 1" in error
    assert "raise keyVersion to 2" in error
    assert operator.rotate(2).succeeded
    assert operator.states() == {1: "revoked", 2: "current"}


def resources(person: Person) -> set[str]:
    deployment = json.loads(person.session.pulumi("stack", "export"))["deployment"]
    return {resource["urn"].rsplit("::", 1)[1] for resource in deployment["resources"]}


def test_a_destroy_of_a_protected_environment_stops_first_while_a_key_works(
    operator: Person,
) -> None:
    operator.session.pulumi("config", "set", "environment", "production")
    operator.set_store({"recoveryWindowInDays": 0, "protect": False})
    operator.session.pulumi("config", "set", "--path", "monitor.logGroup", "/integration")
    operator.up()
    before = resources(operator)

    outcome = operator.pulumi("destroy", "--skip-preview")

    assert not outcome.succeeded
    assert "destroy stopped before it removed the store: version 1" in outcome.errors[0]
    assert before - resources(operator) <= {"submit-key-verdict"}
    assert operator.everybody_holds(operator.key)
    operator.session.control().revoke_key(operator.vault_id(0))
    outcome = operator.pulumi("destroy", "--skip-preview")
    assert outcome.succeeded, outcome.output


def test_a_destroy_after_a_bootstrap_that_failed_half_way_leaves_the_store(
    operator: Person,
) -> None:
    operator.pulumi("destroy", "--skip-preview")
    operator.session.pulumi("config", "set", "--path", "retirement.protect", "true")
    operator.refuse_at_github({"status": 403, "method": "PUT"})
    assert not operator.up().succeeded
    operator.refuse_at_github({})

    outcome = operator.pulumi("destroy", "--skip-preview")

    assert not outcome.succeeded
    assert "destroy stopped before it removed the store: version 1" in outcome.errors[0]
    assert operator.stored() == operator.key
    again = operator.up()
    assert again.succeeded, again.output
    assert operator.everybody_holds(operator.key)
