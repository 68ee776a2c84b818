"""The check of a chain names every wrong record."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.record.model import Record, digest, sealed
from records.chain import branches, faults
from tests.support.sample_records import FACTS, chain


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
    assert "sequence does not fit" in faults([{**chain(1)[0], "sequence": "1"}])[0]


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


def test_copies_that_differ_are_named_and_a_stack_made_anew_is_none() -> None:
    records = chain(3)
    other = [sealed({**FACTS, "remains": "another"}, [])]

    assert branches({"a": records[:1], "b": records[:2], "c": records}) == []
    assert branches({"a": records, "b": other}) == []
    forged = [*other, sealed(FACTS, other)]
    assert branches({"a": records, "b": forged})[0].startswith("b: record 1 differs")
