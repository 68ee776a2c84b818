"""What a rotation record may contain."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.record import model as record_module
from components.record.archive import object_name, retained_until
from components.record.markdown import markdown
from components.record.model import json_schema, not_yet_recorded, sealed
from components.record.sources import ran_by
from sandbox.folder import CHECKOUT
from tests.conftest import KEY
from tests.support.sample_records import ANSWER, FACTS, chain


def test_the_committed_schema_is_that_of_the_code() -> None:
    committed = json.loads((CHECKOUT / "docs" / "record.schema.json").read_text())

    assert committed == json_schema(), "write it again: python -m records schema"


def fields(schema: Any) -> list[dict[str, Any]]:
    """Every part of a schema that accepts a text."""
    if isinstance(schema, list):
        return [found for each in schema for found in fields(each)]
    if not isinstance(schema, dict):
        return []
    inner = [found for each in schema.values() for found in fields(each)]
    return [schema, *inner] if schema.get("type") == "string" else inner


def test_no_field_of_the_schema_admits_any_text() -> None:
    """Each text has a pattern or a fixed set of values; `remains` is our own sentence."""
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


def test_the_state_keeps_a_bounded_chain() -> None:
    assert record_module.KEPT == 100


def test_no_length_of_what_we_say_and_no_large_version_fails_an_update() -> None:
    long = {**FACTS, "remains": "revoke " * 1000, "stores": [{"store": "s" * 2000, "version": 1}]}
    asked = [{**ANSWER, "key": "version 123456"}]

    assert sealed({**long, "asked": asked}, [])["remains"] == long["remains"]


def test_the_record_for_people_says_what_the_api_checks_first() -> None:
    record = sealed({**FACTS, "order": "body first"}, [])

    assert "The Submit API checks the body before the key." in markdown([record])
    assert "The Submit API checks" not in markdown(chain(1))
