"""Update plans: what a saved preview planned is what the update does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.person import Outcome, Person

pytestmark = [pytest.mark.engine, pytest.mark.story]


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PULUMI_EXPERIMENTAL", "true")
    return tmp_path / "plan.json"


def carried_out(person: Person, plan: Path) -> Outcome:
    """Save the plan of an update, and update by it in a later second, as after an approval."""
    saved = person.pulumi("preview", f"--save-plan={plan}")
    assert saved.succeeded, saved.output
    assert person.key not in plan.read_text()
    person.session.run("sleep", "1.1")
    return person.pulumi("up", "--skip-preview", f"--plan={plan}")


def test_a_saved_plan_of_a_whole_life_is_carried_out(person: Person, plan: Path) -> None:
    first = carried_out(person, plan)
    assert first.succeeded, first.errors
    assert carried_out(person, plan).changes_nothing
    person.retire_after(0)
    person.set_key(person.new_key(), 2)

    rotation = carried_out(person, plan)

    assert rotation.succeeded, rotation.errors
    assert person.everybody_holds(person.key)
    person.session.control().revoke_key(person.vault_id(0))
    # A plan cannot say what will be found out about a former key.
    death = person.up()
    assert death.succeeded, death.errors
    assert person.outputs()["nextStep"] == "nothing"
    person.session.pulumi("config", "set", "--path", "github.repositories[2]", "gamma")
    addition = carried_out(person, plan)
    assert addition.succeeded, addition.errors
    assert person.ci_digest("gamma") == person.ci_digest("alpha")
