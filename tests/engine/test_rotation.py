"""The genuine engine runs the genuine program: from bootstrap to destroy."""

from __future__ import annotations

import pytest

from components.submit_api.answer import Verdict
from sandbox.consumer import Consumer
from tests.engine.person import REPOSITORIES, Person

pytestmark = pytest.mark.engine


def test_a_bootstrap_gives_the_proved_key_to_store_readers_and_ci(person: Person) -> None:
    preview = person.pulumi("preview")
    assert preview.succeeded
    assert not person.asked(), "a preview asked the Submit API"

    outcome = person.up()

    assert outcome.succeeded, outcome.output
    assert person.everybody_holds(person.key)
    assert len(person.readers()) == 1
    assert len(person.test_requests()) == 1
    assert [secret.name for secret in person.repository("alpha").get_secrets()] == [
        "SUBMIT_API_KEY"
    ]
    variable = person.repository("alpha").get_variable("SUBMIT_BASE_URL")
    assert variable.value == person.session.addresses().base_url


def test_an_up_with_nothing_new_changes_nothing_and_asks_for_no_job(operator: Person) -> None:
    before = operator.test_requests()

    assert operator.up().changes_nothing
    assert operator.pulumi("refresh").succeeded
    assert operator.up().changes_nothing, "a refresh left something to change"
    assert operator.test_requests() == before


def test_a_rotation_moves_everybody_to_the_new_key_without_one_failure(operator: Person) -> None:
    old = operator.key
    written = operator.repository("alpha").get_secret("SUBMIT_API_KEY").updated_at
    with Consumer(operator.session.addresses(), cache_seconds=1) as consumer:
        outcome = operator.rotate(2)

    assert outcome.succeeded, outcome.output
    assert operator.key != old
    assert operator.everybody_holds(operator.key)
    assert operator.repository("alpha").get_secret("SUBMIT_API_KEY").updated_at > written
    assert len(operator.test_requests()) == 2
    assert operator.test_requests()[1].startswith("TEST-KEY-ROTATION-local-V2-")
    assert operator.labels() == {"VACANT", "KEY-V2", "AWSCURRENT", "AWSPREVIOUS"}
    assert consumer.verdicts[Verdict.ACCEPTED] > 20
    assert set(consumer.verdicts) == {Verdict.ACCEPTED}


@pytest.mark.story
def test_rotations_follow_each_other_with_a_refresh_between(operator: Person) -> None:
    """A refresh stores the labels; AWS moves them later, which must not break a deletion."""
    for version in (2, 3):
        assert operator.pulumi("refresh").succeeded
        outcome = operator.rotate(version)
        assert outcome.succeeded, outcome.output

    assert operator.everybody_holds(operator.key)
    assert len(operator.test_requests()) == 3


def test_another_key_under_a_proved_version_is_refused_in_preview(operator: Person) -> None:
    old = operator.key
    operator.session.set_key(operator.new_key())

    outcome = operator.pulumi("up")

    assert not outcome.succeeded
    assert "submitKey" in outcome.output
    assert "pulumi config set keyVersion 2" in outcome.output
    assert operator.everybody_holds(old)
    assert operator.stored("KEY-V1") == old, "a refused preview changed something"
    assert len(operator.asked()) == 3


def test_a_destroy_leaves_nothing_and_a_bootstrap_works_again(operator: Person) -> None:
    outcome = operator.pulumi("destroy", "--skip-preview")

    assert outcome.succeeded, outcome.output
    assert not operator.store.list_secrets()["SecretList"]
    assert not operator.readers()
    assert {operator.ci_digest(name) for name in REPOSITORIES} == {None}
    again = operator.up()
    assert again.succeeded, again.output
    assert operator.everybody_holds(operator.key)


@pytest.mark.story
def test_a_destroy_works_after_rotation_and_refresh(operator: Person) -> None:
    operator.rotate(2)
    operator.pulumi("refresh")

    outcome = operator.pulumi("destroy", "--skip-preview")

    assert outcome.succeeded, outcome.output
