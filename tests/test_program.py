"""The whole program, as the engine runs it."""

from __future__ import annotations

import runpy

import pulumi
import pytest

from components.key.material import fingerprint
from sandbox.folder import CHECKOUT
from tests.conftest import EXPORTS, KEY, RecordingEngine, configure


def run(engine: RecordingEngine, *, preview: bool = False, **settings: str) -> None:
    def program() -> None:
        configure(**{"submitKey": KEY, **settings})
        runpy.run_path(str(CHECKOUT / "__main__.py"), run_name="__main__")

    engine.run(program, preview=preview)


def test_the_outputs_say_which_key_is_in_use_and_never_the_key(engine: RecordingEngine) -> None:
    run(engine)

    assert set(engine.outputs) == EXPORTS
    assert engine.outputs["fingerprint"] == fingerprint(KEY)
    assert KEY not in str(engine.outputs)


def test_a_wrong_setting_stops_the_program_before_anything_is_registered(
    engine: RecordingEngine,
) -> None:
    with pytest.raises(pulumi.RunError, match="submit-key:submitKey: is a placeholder"):
        run(engine, submitKey="changeme")

    assert not engine.made


def test_the_program_is_short_enough_to_read_at_a_glance() -> None:
    assert len((CHECKOUT / "__main__.py").read_text().splitlines()) < 80
