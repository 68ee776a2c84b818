"""Runs a few sequences of the drill: no sequence of faults may break a promise.

DRILL_SEQUENCES=200 runs 200, split into DRILL_PARTS that can run in parallel. `--hypothesis-seed=N`
repeats the sequences of a seed. A sequence writes its moves to DRILL_LOG, or prints them;
DRILL_REPLAY='begin(luck=1); bump(NONE)' runs them again.
"""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.drill import machine
from tests.drill.scene import bootstrap

pytestmark = pytest.mark.engine

_SEEDED = any("--hypothesis-seed" in each for each in sys.argv)
_GIVEN = "DRILL_SEQUENCES" in os.environ or _SEEDED
_PARTS = 1 if _SEEDED else int(os.environ.get("DRILL_PARTS", "1"))
SETTINGS = settings(
    max_examples=-(-int(os.environ.get("DRILL_SEQUENCES", "1")) // _PARTS),
    stateful_step_count=1 + 8,  # `begin` counts as a step
    deadline=None,
    database=None,
    derandomize=not _GIVEN,
    print_blob=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)


@pytest.fixture(autouse=True, scope="module")
def _base(tmp_path_factory: pytest.TempPathFactory) -> None:
    machine.Drill.base = tmp_path_factory.mktemp("drill") / "base"
    bootstrap(machine.Drill.base)


@pytest.mark.skipif("DRILL_REPLAY" in os.environ, reason="a script is replayed")
@pytest.mark.parametrize("part", range(_PARTS))
def test_no_sequence_of_moves_breaks_a_promise(part: int) -> None:
    run_state_machine_as_test(machine.Drill, settings=SETTINGS)


@pytest.mark.skipif("DRILL_REPLAY" not in os.environ, reason="no script is given")
def test_a_script_breaks_no_promise() -> None:
    drill = machine.Drill()
    names = {name: getattr(drill, name) for name in dir(drill) if not name.startswith("_")}
    try:
        exec(os.environ["DRILL_REPLAY"], {**vars(machine), **names})  # noqa: S102 - a person's own
    finally:
        drill.teardown()
