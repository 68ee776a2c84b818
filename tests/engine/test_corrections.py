"""Two keys under one version: which of them may get a version of its own."""

from __future__ import annotations

import pytest

from tests.engine.person import Person

pytestmark = pytest.mark.engine


def test_a_corrected_key_is_no_new_key_for_the_next_version(operator: Person) -> None:
    operator.set_key("canary-mistyped-" + "0" * 12 + "A1b2", 2)
    assert not operator.up().succeeded, "the Vault never made this key"
    right = operator.new_key()
    operator.set_key(right, 2)
    assert operator.up().succeeded
    asked = len(operator.asked())
    operator.session.pulumi("config", "set", "keyVersion", "3")

    outcome = operator.up()

    assert not outcome.succeeded
    assert "keyVersion: is 3, but the key is still that of version 2" in outcome.output
    assert operator.stored("KEY-V2") == right
    assert len(operator.asked()) == asked
    operator.session.pulumi("config", "set", "keyVersion", "2")
    assert operator.up().succeeded, "the way out that was named"


def test_a_new_key_declared_under_the_version_in_use_gets_the_next_one(operator: Person) -> None:
    """Without a preview the ledger has it under version 1 when the proof refuses it."""
    new = operator.new_key()
    operator.set_key(new, 1)
    refused = operator.up()
    assert "pulumi config set keyVersion 2" in refused.output
    operator.session.pulumi("config", "set", "keyVersion", "2")

    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    assert operator.everybody_holds(new)
