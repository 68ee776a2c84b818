"""A preview proposes what an update would do, and nothing where there is nothing to do."""

from __future__ import annotations

import pytest

from tests.engine.person import Person

pytestmark = pytest.mark.engine

LEDGER = "urn:pulumi:local::submit-key::atomyx:submit:SubmitKey$pulumi-python:dynamic/submit:"
LEDGER += "KeyLedger::submit-key-ledger"


def test_a_preview_proposes_the_question_about_an_open_key_and_nothing_else(
    operator: Person,
) -> None:
    operator.proposes_nothing("after a bootstrap")
    operator.retire_after(1)
    assert operator.rotate(2).succeeded
    for state in ("draining", "awaiting revocation"):
        preview = operator.pulumi("preview", "--diff")
        assert operator.proposed(preview) == ["submit-key-retirement"], state
        assert "openKeys" in preview.output
        assert "version 1 (fingerprint " in preview.output
        assert operator.up().succeeded

    operator.session.control().revoke_key(operator.vault_id(0))
    assert operator.up().succeeded
    operator.proposes_nothing("after a revocation")
    assert operator.pulumi("refresh").succeeded
    operator.proposes_nothing("after a refresh")


def test_a_new_ledger_forgets_no_key(operator: Person) -> None:
    """The engine calls `check` without former inputs, as after `pulumi state taint`."""
    operator.retire_after(0)
    operator.session.pulumi("config", "set", "--path", "retirement.protect", "true")
    assert operator.rotate(2).succeeded

    outcome = operator.pulumi("up", "--skip-preview", "--replace", LEDGER)

    assert outcome.succeeded, outcome.output
    assert operator.up().succeeded
    assert operator.states() == {1: "awaiting revocation", 2: "current"}
    operator.session.control().revoke_key(operator.vault_id(1))
    outcome = operator.pulumi("destroy", "--skip-preview")
    assert "version 1 (fingerprint " in outcome.errors[0], "the guard forgot a key that works"
    operator.session.control().revoke_key(operator.vault_id(0))
    assert operator.pulumi("destroy", "--skip-preview").succeeded
