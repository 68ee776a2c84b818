"""The name of a secret scheduled for deletion: the error says how to restore it."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.store.recovery import say_how_to_restore, way_out
from tests.conftest import RecordingEngine
from tests.support.declared import make

REFUSED = "InvalidRequestException: a secret with this name is already scheduled for deletion."


@pytest.mark.parametrize(("error", "is_said"), [(REFUSED, True), ("AccessDenied", False)])
def test_the_way_out_is_shown_only_for_a_secret_scheduled_for_deletion(
    error: str, is_said: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", said.append)
    args: Any = pulumi.ErrorHookArgs("urn", "", "submit-key-store-secret", "type", errors=[error])

    tries_again = say_how_to_restore("submit-key/prod").callback(args)

    assert tries_again is False
    assert said == ([way_out("submit-key/prod")] if is_said else [])


def test_the_way_out_is_one_line_with_both_commands() -> None:
    line = way_out("submit-key/prod")

    assert "\n" not in line
    assert "aws secretsmanager delete-secret --secret-id submit-key/prod" in line
    assert "aws secretsmanager restore-secret --secret-id submit-key/prod" in line


def test_the_secret_of_production_is_protected(engine: RecordingEngine) -> None:
    make(engine)

    assert engine.requests["submit-key-store-secret"].protect
    assert engine.made["submit-key-store-secret"].inputs["recoveryWindowInDays"] == 30
