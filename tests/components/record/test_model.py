"""The rotation record: what it may say, and that a chain shows every wrong record."""

from __future__ import annotations

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.record import model as record_module
from components.record.archive import object_name, retained_until
from components.record.markdown import markdown
from components.record.model import Record, digest, json_schema, not_yet_recorded, sealed
from components.record.sources import ran_by
from records.__main__ import main
from records.chain import branches, faults
from sandbox.folder import CHECKOUT
from tests.conftest import KEY
from tests.support.sample_records import ANSWER, FACTS, chain, stack_export


def test_a_chain_as_it_was_written_is_whole() -> None:
    records = chain()

    assert faults(records, records[-1]["hash"]) == []
    assert faults(json.loads(json.dumps(records)), records[-1]["hash"]) == []


def test_numbers_that_became_floats_in_the_state_hash_the_same() -> None:
    record = chain(1)[0]

    assert digest({**record, "sequence": 1.0}) == record["hash"]


@pytest.mark.parametrize("number", [1, 2, 4])
def test_an_altered_record_is_named(number: int) -> None:
    records = chain()
    records[number - 1]["keys"][0]["state"] = "revoked"

    [fault] = faults(records, records[-1]["hash"])

    assert fault == f"record {number} was altered: its hash does not fit its content"


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_record_is_named(number: int) -> None:
    records = chain()
    head = records[-1]["hash"]
    del records[number - 1]

    assert faults(records, head) == [f"record {number} is missing"]


def test_a_newest_record_that_was_removed_shows_by_the_hash_of_the_stack() -> None:
    records = chain()
    head = records.pop()["hash"]

    [fault] = faults(records, head)

    assert "the newest record is missing or was replaced" in fault
    assert faults([], head)


@pytest.mark.parametrize("first", [0, 1, 2])
def test_records_in_another_order_are_named(first: int) -> None:
    records = chain()
    head = records[-1]["hash"]
    records[first], records[first + 1] = records[first + 1], records[first]

    found = faults(records, head)

    expected = f"record {first + 1} is out of order: it stands after record {first + 2}"
    assert expected in found


def test_a_record_that_is_there_twice_is_named() -> None:
    records = chain(2)

    assert faults([records[0], *records]) == ["record 1 is there twice"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_record_written_anew_with_a_hash_of_its_own_breaks_the_next_one(number: int) -> None:
    records = chain()
    forged = {**records[number - 1], "remains": "forged"}
    records[number - 1] = {**forged, "hash": digest(forged)}

    [fault] = faults(records, records[-1]["hash"])

    expected = f"record {number + 1} does not follow record {number}: one of them was replaced"
    assert fault == expected


def test_what_is_no_record_is_named_by_its_place() -> None:
    assert faults([{"a": 1}]) == ["document 1 is not a record: sequence does not fit the schema"]
    assert "record 1 is not a record" in faults([{**chain(1)[0], "extra": 1}])[0]


def test_a_chain_that_the_state_cut_short_is_whole_only_at_full_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("records.chain.KEPT", 3)
    records = chain(5)

    assert faults(records[2:], records[-1]["hash"]) == []
    assert faults(records[3:], records[-1]["hash"]) == [f"record {n} is missing" for n in (1, 2, 3)]


@given(st.sampled_from(list(Record.model_fields)), st.text(max_size=20))
def test_any_altered_field_shows(field: str, text: str) -> None:
    records = chain(2)
    alias = str(Record.model_fields[field].alias)
    if records[0].get(alias) != text:
        records[0][alias] = text
        assert faults(records)


def test_the_committed_schema_is_that_of_the_code() -> None:
    committed = json.loads((CHECKOUT / "docs" / "record.schema.json").read_text())

    assert committed == json_schema(), "write it anew: python -m records schema"


def fields(schema: Any) -> list[dict[str, Any]]:
    """Every part of a schema that admits a text."""
    if isinstance(schema, list):
        return [found for each in schema for found in fields(each)]
    if not isinstance(schema, dict):
        return []
    inner = [found for each in schema.values() for found in fields(each)]
    return [schema, *inner] if schema.get("type") == "string" else inner


def test_no_field_of_the_schema_admits_any_text() -> None:
    """Each text has a pattern or a closed set of values; `remains` is our own next step."""
    schema = json_schema()
    free = [each for each in fields(schema) if not {"pattern", "enum", "const"} & each.keys()]

    assert free == [schema["properties"]["remains"]]
    objects = [schema, *schema["$defs"].values()]
    assert all(each.get("additionalProperties") is False for each in objects)


@pytest.mark.parametrize(
    "place",
    [
        ("keys", 0, "fingerprint"),
        ("keys", 0, "state"),
        ("keys", 0, "provedAt"),
        ("asked", 0, "key"),
        ("asked", 0, "seen"),
        ("asked", 0, "verdict"),
        ("ranBy", "system"),
        ("ranBy", "run"),
        ("ranBy", "commit"),
        ("environment",),
        ("at",),
    ],
)
def test_a_key_fits_no_field_and_the_refusal_does_not_quote_it(
    place: tuple[str | int, ...],
) -> None:
    facts: Any = copy.deepcopy(FACTS)
    inner: Any = facts
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = KEY

    with pytest.raises(ValidationError) as refused:
        sealed(facts, [])

    assert KEY not in str(refused.value)


def test_an_answer_is_recorded_once() -> None:
    later = {**ANSWER, "at": "2026-03-01T10:00:09+00:00"}

    assert not_yet_recorded([ANSWER, later], chain(1)) == [later]


def test_the_markdown_says_what_the_document_says() -> None:
    text = markdown(chain(2))

    assert text.index("## Record 2") < text.index("## Record 1")
    for said in ("0123456789ab", "current", "status 201", "AWSCURRENT", "no CI", "nothing"):
        assert said in text
    for record in chain(2):
        assert record["hash"] in text


def test_ci_is_told_by_its_own_variables_and_nothing_else() -> None:
    assert ran_by({})["system"] == "no CI"
    assert ran_by({"CI": "true"})["system"] == "another CI"
    said = ran_by(
        {
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": "acme/alpha",
            "GITHUB_RUN_ID": "7",
            "GITHUB_ACTOR": "renovate[bot]",
            "GITHUB_SHA": "a" * 40,
        }
    )
    assert said["run"] == "https://github.com/acme/alpha/actions/runs/7"
    assert (said["actor"], said["commit"]) == ("renovate[bot]", "a" * 40)
    odd = ran_by({"GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "a\nb", "GITHUB_SHA": KEY})
    assert (odd["actor"], odd["commit"], odd["run"]) == (None, None, None)
    assert sealed({**FACTS, "ranBy": odd}, [])


def test_a_copy_has_a_name_of_its_own_and_is_locked_for_the_days_that_were_set() -> None:
    record = chain(1)[0]

    expected = "organization/submit-key/prod/submit-key/2026-03-01T100000Z-0001"
    assert object_name(record, "submit-key") == expected
    assert retained_until(record, 365) == "2027-03-01T10:00:00Z"


def test_copies_that_differ_are_named_and_a_stack_made_anew_is_none() -> None:
    records = chain(3)
    other = [sealed({**FACTS, "remains": "another"}, [])]

    assert branches({"a": records[:1], "b": records[:2], "c": records}) == []
    assert branches({"a": records, "b": other}) == []
    forged = [*other, sealed(FACTS, other)]
    assert branches({"a": records, "b": forged})[0].startswith("b: record 1 is not the one")


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


@pytest.mark.parametrize("text", ["no json", '{"deployment": {}}'])
def test_what_cannot_be_read_is_said_in_one_line(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export.json"
    path.write_text(text)

    assert main(["verify", str(path)]) == 2
    assert main(["verify", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_the_state_keeps_a_bounded_chain() -> None:
    assert record_module.KEPT == 100
