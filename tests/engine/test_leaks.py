"""The leak gate: searches all traces of a key's whole life for canary keys."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.person import Person
from tests.engine.processes import watched_processes
from tests.engine.traced_life import Life, traces
from tests.support.key_shapes import holders, shapes

pytestmark = pytest.mark.engine
of_one_life = pytest.mark.xdist_group("life")


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, bootstrapped: Path) -> Life:
    folder = tmp_path_factory.mktemp("life")
    temporary = folder / "tmp"
    temporary.mkdir()
    with pytest.MonkeyPatch.context() as patch, watched_processes() as seen:
        patch.setenv("TMPDIR", str(temporary))
        patch.setenv("PULUMI_DEBUG_COMMANDS", "true")  # makes the option --event-log available
        life = Life(folder, bootstrapped)
        try:
            life.rotation_with_a_fault()
            life.killed()
            life.to_its_end()
            life.told()
        finally:
            life.person.session.down()
    seen.write(life.said)
    (temporary / "kept").touch()
    return life


@of_one_life
def test_no_key_is_left_in_any_form_by_a_whole_life(life: Life) -> None:
    assert holders(life.folder, life.keys) == []
    assert len(life.keys) == 2


@of_one_life
def test_the_gate_has_looked_at_every_kind_of_trace(life: Life) -> None:
    for kind, path in traces(life).items():
        assert path.exists(), kind
        assert path.stat().st_size or kind == "temporary file", f"{kind} is empty"
    assert b"pulumi" in traces(life)["arguments"].read_bytes()
    assert b"PULUMI_HOME" in traces(life)["environments"].read_bytes()
    assert "cutover" in traces(life)["picture"].read_text()


@of_one_life
def test_a_planted_leak_of_each_kind_is_found(life: Life) -> None:
    for kind, path in traces(life).items():
        before = path.read_bytes()
        for shape in shapes(life.keys[0]):
            path.write_bytes(before + b" " + shape + b" ")
            assert holders(life.folder, life.keys) == [str(path.relative_to(life.folder))], kind
            if kind not in ("output", "state"):
                break
        path.write_bytes(before)


def test_a_key_handed_to_a_child_is_found(tmp_path: Path) -> None:
    key = "canary-ch1ld-" + "0123456789abcdef"
    wait = [sys.executable, "-c", "import time; time.sleep(0.5)"]
    with watched_processes() as seen:
        subprocess.run([*wait, key], check=True)
        subprocess.run(wait, env={**os.environ, "KEY": key}, check=True)
    seen.write(tmp_path)

    assert sorted(holders(tmp_path, [key])) == ["arguments", "environments"]


def test_the_search_finds_a_key_in_every_shape(tmp_path: Path) -> None:
    key = 'atx_canary+/="' + "0123456789abcdef"
    for number, shape in enumerate(shapes(key)):
        (tmp_path / str(number)).write_bytes(b"before" + shape + b"after")

    assert len(holders(tmp_path, [key])) == len(shapes(key))
    assert len(shapes(key)) >= 7


def test_a_key_that_the_program_prints_in_another_form_is_found(operator: Person) -> None:
    """Because the engine masks a secret only in its plain form."""
    program = operator.session.folder.project / "__main__.py"
    text = program.read_text()
    program.unlink()
    leak = "import base64; print(base64.b64encode(pulumi.Config().get('submitKey').encode()))\n"
    program.write_text(text + leak)

    output = operator.pulumi("preview").output

    folder = operator.session.folder.project / "said"
    folder.mkdir()
    (folder / "output").write_text(output)
    assert holders(folder, [operator.key]) == ["output"]
