"""The verifier reads exported stacks and copies from the bucket."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from components.record.model import sealed
from records.__main__ import main
from tests.support.sample_records import FACTS, chain, stack_export


def test_the_verifier_reads_what_the_stack_exports(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = chain(3)
    monkeypatch.setattr("sys.stdin", io.StringIO(stack_export(records)))
    assert main(["verify"]) == 0
    assert capsys.readouterr().out.startswith("whole: 3 records")

    records[1]["remains"] = "altered"
    monkeypatch.setattr("sys.stdin", io.StringIO(stack_export(records)))
    assert main(["verify"]) == 1
    assert "record 2 was altered" in capsys.readouterr().err


def test_the_verifier_reads_a_folder_of_copies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = chain(3)
    for length in (1, 2, 3):
        (tmp_path / f"{length}.json").write_text(json.dumps(records[:length]))
    assert main(["verify", str(tmp_path)]) == 0
    assert main(["verify", str(tmp_path), "--hash", records[-1]["hash"]]) == 0
    assert main(["show", str(tmp_path)]) == 0
    assert "## Record 3" in capsys.readouterr().out
    assert main(["verify", str(tmp_path), "--hash", records[0]["hash"]]) == 1

    (tmp_path / "3.json").write_text(json.dumps([records[0], records[2]]))
    assert main(["verify", str(tmp_path)]) == 1
    assert "3.json: record 2 is missing" in capsys.readouterr().err


def test_the_records_of_several_keys_in_one_state_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state.json"
    first, second = chain(1), chain(3)
    state.write_text(stack_export(first, second))

    assert main(["verify", str(state)]) == 0
    assert main(["show", str(state)]) == 2
    assert "name one of the keys with --key: key-1, key-2" in capsys.readouterr().err
    assert main(["show", str(state), "--key", "key-1"]) == 0
    assert "## Record 2" not in capsys.readouterr().out
    assert main(["verify", str(state), "--key", "key-2", "--hash", second[-1]["hash"]]) == 0

    second[0]["remains"] = "altered"
    state.write_text(stack_export(first, second))
    assert main(["verify", str(state)]) == 1
    assert main(["verify", str(state), "--key", "key-1"]) == 0


def test_the_copies_of_several_keys_in_one_bucket_are_told_apart(tmp_path: Path) -> None:
    chains = {"staging": chain(2), "production": [sealed({**FACTS, "remains": "more"}, [])]}
    for key, records in chains.items():
        (tmp_path / key).mkdir()
        (tmp_path / key / "copy.json").write_text(json.dumps(records))

    assert main(["verify", str(tmp_path)]) == 0


@pytest.mark.parametrize("text", ["no json", '{"deployment": {}}'])
def test_what_cannot_be_read_is_said_in_one_line(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export.json"
    path.write_text(text)

    assert main(["verify", str(path)]) == 2
    assert main(["verify", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.count("\n") == 2
