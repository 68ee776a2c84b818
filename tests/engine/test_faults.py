"""After a failed step the old key stays; once the cause is fixed, the same command finishes."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.services.github.repositories import REPOSITORIES as OWNED
from tests.engine.person import REPOSITORIES, Person
from tests.support.github_service import sha256

pytestmark = pytest.mark.engine

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "a 503": ({"status": 503}, "could not be asked (status 503"),
    "a 503 to the test request": ({"status": 503, "skip": 2}, "was not confirmed (status 503"),
    "a dropped connection": ({"drop": True, "skip": 2}, "was not confirmed (no answer"),
    "a 200 instead of 201": ({"status": 200, "skip": 2}, "was not confirmed (status 200"),
    "a page instead of an answer": ({"status": 200, "body": "<html>"}, "with a web page"),
    "every key accepted": ({"behaviour": "accept-every-key"}, "a made-up key was not refused"),
    "every key refused": ({"behaviour": "refuse-every-key"}, "refused the new key (status 401"),
    "every key of the right shape accepted": ({"gateway": "shape"}, "it made the job TEST-KEY-CO"),
}


def test_whatever_goes_wrong_the_old_key_stays_and_the_same_command_finishes(
    operator: Person, subtests: pytest.Subtests
) -> None:
    old = operator.key
    operator.set_key(operator.new_key(), 2)
    for name, (fault, words) in FAULTS.items():
        with subtests.test(name):
            operator.session.control().fault(fault)
            outcome = operator.up()
            assert not outcome.succeeded
            [error] = outcome.errors
            assert words in error
            assert "Traceback" not in outcome.output
            assert operator.everybody_holds(old)
    operator.session.control().fault({})

    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    assert operator.everybody_holds(operator.key)
    assert len(set(operator.test_requests())) == 2, "a retry used another reference"


def test_a_candidate_that_the_store_does_not_give_back_is_given_to_nobody(
    operator: Person,
) -> None:
    old = operator.key
    denied = {"operation": "GetSecretValue", "status": 400, "code": "AccessDeniedException"}
    operator.refuse_at_aws({**denied, "skip": 2})  # the provider reads back what it wrote

    outcome = operator.rotate(2)

    assert not outcome.succeeded
    [error] = outcome.errors
    assert "AWS did not give the candidate back" in error
    assert error.endswith("(AccessDeniedException)")
    assert "Traceback" not in outcome.output
    operator.refuse_at_aws({})
    assert operator.everybody_holds(old)
    assert operator.up().succeeded
    assert operator.everybody_holds(operator.key)


def test_a_wrong_new_key_is_refused_and_corrected_under_the_same_version(operator: Person) -> None:
    old = operator.key
    operator.set_key("atx_this-key-was-never-" + "issued-by-anybody", 2)

    outcome = operator.up()

    assert not outcome.succeeded
    [error] = outcome.errors
    assert "the Submit API refused the new key (status 401)" in error
    assert operator.key not in outcome.output
    assert operator.everybody_holds(old)
    assert operator.rotate(2).succeeded
    assert operator.everybody_holds(operator.key)


def test_a_failed_rotation_can_be_given_up(operator: Person) -> None:
    old = operator.key
    operator.set_key("atx_this-key-was-never-" + "issued-by-anybody", 2)
    operator.up()

    operator.set_key(old, 1)
    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    assert "KEY-V2" not in operator.labels()
    assert operator.everybody_holds(old)


@pytest.mark.parametrize("key", [None, "atx_this-key-was-never-" + "issued-by-anybody"])
def test_a_first_key_that_is_not_proved_is_given_to_nobody(person: Person, key: str | None) -> None:
    """Case None: the key is right, but nobody answers at the base URL."""
    if key is None:
        person.session.pulumi("config", "set", "baseUrl", "http://127.0.0.1:1/api")
    else:
        person.set_key(key, 1)

    outcome = person.up()

    assert not outcome.succeeded
    assert len(outcome.errors) == 1
    assert person.stored() != person.key, "AWSCURRENT names a key that was not proved"
    assert not person.readers()
    assert {person.ci_digest(name) for name in REPOSITORIES} == {None}


def test_the_engine_refuses_a_key_that_is_not_encrypted(person: Person) -> None:
    person.session.pulumi("config", "set", "--plaintext", "submitKey", "not-a-real-key-in-clear")

    outcome = person.pulumi("preview")

    assert not outcome.succeeded
    assert "must be encrypted" in outcome.output


@pytest.mark.story
def test_a_fan_out_that_fails_half_way_is_finished_by_the_same_command(operator: Person) -> None:
    everywhere = list(OWNED)
    for number, name in enumerate(everywhere):
        path = f"github.repositories[{number}]"
        operator.session.pulumi("config", "set", "--path", path, name)
    operator.up()
    old = operator.key
    operator.refuse_at_github({"status": 422, "path": "/old-", "method": "PUT"})

    outcome = operator.rotate(2)

    assert not outcome.succeeded
    refused = {
        name
        for name in everywhere
        if f"submit-key-ci-actions-key-{name} **updating failed**" in outcome.output
    }
    assert refused
    assert refused <= {"old-one", "old-two", "old-three"}
    # After the first refusal the engine starts no more steps, so others may be behind as well.
    behind = {name for name in everywhere if operator.ci_digest(name) == sha256(old)}
    assert refused <= behind
    waiting = operator.pulumi("preview").output
    for name in everywhere:
        assert (f"submit-key-ci-actions-key-{name} update" in waiting) == (name in behind), (
            "who lacks the key?"
        )
    operator.refuse_at_github({})
    assert operator.up().succeeded
    assert {operator.ci_digest(name) for name in everywhere} == {sha256(operator.key)}
    written = [path.split("/acme/")[1].split("/")[0] for path in operator.secret_writes()]
    assert sorted(written) == sorted([*everywhere * 2, *refused]), "a store was written twice"
