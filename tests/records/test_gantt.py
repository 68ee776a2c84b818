"""The chart in a job's summary: Mermaid that GitHub renders, without a key."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci.__main__ import deploy_
from ci.report import update_report
from ci.stack import Stack
from components.record.model import KEPT, Record, sealed
from components.retirement.lifecycle import State
from records.__main__ import main
from records.gantt import gantt
from records.timeline import bars
from sandbox.folder import CHECKOUT
from tests.conftest import KEY
from tests.support.sample_records import DOCUMENTS, FACTS, RECORDS, stack_export

START = datetime(2026, 3, 1, 10, tzinfo=timezone.utc)
STATES: tuple[State, ...] = ("draining", "awaiting revocation", "revoked", "rejected")
HEAD = re.compile(r" {4}(title|dateFormat|axisFormat|todayMarker) [^#;\n]+")
SECTION = re.compile(r" {4}section ([^#:;\n]+)")
TASK = re.compile(r" {4}([^#:;\n]+) :((?:done, |active, |crit, |milestone, )?)([^,]+), ([^,]+)")
WORDS = ("title", "section", "click", "call", "href", "gantt", "includes", "excludes", "weekday")
"""Keywords: a task's name must not begin with one. Source: `gantt.jison` of Mermaid."""


def parsed(text: str) -> dict[str, list[tuple[str, str, datetime, datetime]]]:
    """Each task's name, tag, start and end by section, read by Mermaid's grammar."""
    first, kind, *lines, last = text.splitlines()
    assert (first, kind, last) == ("```mermaid", "gantt", "```")
    found: dict[str, list[tuple[str, str, datetime, datetime]]] = {}
    for line in lines:
        if match := SECTION.fullmatch(line):
            tasks = found.setdefault(match[1], [])
        elif not HEAD.fullmatch(line):
            task = TASK.fullmatch(line)
            assert task, line
            assert not task[1].lower().startswith(WORDS)
            start = declared(task[3])
            end = start if task[4] == "0s" else declared(task[4])
            tasks.append((task[1], task[2].strip(", "), start, end))
    return found


def declared(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)


def after(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).isoformat(timespec="seconds")


@st.composite
def chains(draw: st.DrawFn) -> list[Record]:
    """Random records of up to eight keys; the last key is current, the others in any state."""
    documents: list[dict[str, Any]] = []
    moments = sorted(draw(st.sets(st.integers(0, 10**7), min_size=1, max_size=6)))
    for moment in moments:
        count = draw(st.integers(1, 8))
        keys = [
            {
                "version": number + 1,
                "fingerprint": f"{number:012x}",
                "state": "current" if number == count - 1 else draw(st.sampled_from(STATES)),
                "firstSeen": after(0),
                "provedAt": draw(st.none() | st.just(after(moment))),
                "currentSince": after(moment),
            }
            for number in range(count)
        ]
        documents.append(sealed({**FACTS, "at": after(moment), "keys": keys}, documents))
    return [Record.model_validate(document) for document in documents]


def test_a_rotation_is_read_as_its_keys_with_their_bars_and_moments() -> None:
    first, second = parsed(gantt(RECORDS)).items()

    assert [(name, tag) for name, tag, _, _ in first[1]] == [
        ("candidate", "done"),
        ("proved", "milestone"),
        ("in use", "active"),
        ("draining", ""),
        ("awaiting revocation", "crit"),
        ("revoked, proved dead", "milestone"),
    ]
    assert [name for name, *_ in second[1]] == ["candidate", "proved", "in use"]
    assert (first[0], second[0]) == ("v1 0e7f3a9b12cd", "v2 7c7e61a18a05")
    assert "dateFormat YYYY-MM-DD HH:mm:ss\n" in gantt(RECORDS)


@given(chains())
def test_every_life_of_every_record_is_shown_in_words_that_mermaid_reads(
    records: list[Record],
) -> None:
    found = parsed(gantt(records))

    assert list(found) == [f"v{bar.version} {bar.fingerprint}" for bar in bars(records)]
    for bar, tasks in zip(bars(records), found.values(), strict=True):
        times = {(start, end) for _, _, start, end in tasks}
        for span in bar.spans:
            start, end = map(datetime.fromisoformat, (span.start, span.end))
            assert times & {(start, end), (start, start)}
        assert len(tasks) == len(bar.spans) + len(bar.proofs)


def test_a_chain_as_long_as_the_state_keeps_it_is_still_drawn() -> None:
    """Sources: Mermaid, `maxTextSize`, 50 000 characters; GitHub, 1 MiB for a step's summary."""
    documents: list[dict[str, Any]] = []
    [key] = FACTS["keys"]
    for number in range(KEPT):
        keys = [
            {
                **key,
                "fingerprint": f"{each:012x}",
                "state": "current" if (number + each) % 8 == 7 else STATES[number % 2],
                "provedAt": after(60 * number),
                "currentSince": after(60 * number),
            }
            for each in range(8)
        ]
        documents.append(sealed({**FACTS, "at": after(60 * number), "keys": keys}, documents))

    text = gantt([Record.model_validate(document) for document in documents])

    assert len(text) < 20_000
    assert all(parsed(text).values())


@given(st.integers(1, 10**6), st.sampled_from([KEY, "a;b", "a#b", "```"]))
def test_no_text_that_could_end_the_picture_or_hold_a_key_gets_into_a_record(
    number: int, text: str
) -> None:
    facts = {**FACTS, "keys": [{**FACTS["keys"][0], "version": number, "fingerprint": text}]}

    with pytest.raises(ValueError, match="fingerprint"):
        sealed(facts, [])


def test_nothing_of_what_a_record_asked_or_left_to_do_is_in_the_picture() -> None:
    record = RECORDS[-1].model_copy(update={"remains": KEY})

    assert KEY not in gantt([*RECORDS[:-1], record])


def test_the_summary_of_an_update_shows_the_picture_where_it_wrote_a_record() -> None:
    outputs = {"keyVersion": 2.0, "fingerprint": "7c7e61a18a05", "history": [], "nextStep": "wait"}

    changed = update_report("prod", outputs, succeeded=True, records=RECORDS)
    unchanged = update_report("prod", outputs, succeeded=True)

    assert f"\n\n{gantt(RECORDS)}\n**What a person must do:** wait." in changed
    assert "mermaid" not in unchanged
    assert len(changed.encode()) < 2**20


class Deployed:
    """A stack whose updates succeed and whose state is given by the test."""

    name = "prod"

    def __init__(self, *exports: str) -> None:
        self._exports = list(exports)

    def exported(self) -> str:
        return self._exports.pop(0)

    def show(self, *_: str) -> bool:
        return True

    def json(self, *_: str) -> tuple[bool, dict[str, Any]]:
        return True, {}


LONGER, SHORTER = (stack_export(DOCUMENTS[:length]) for length in (4, 3))


@pytest.mark.parametrize(
    ("before", "after", "is_drawn"),
    [
        (SHORTER, LONGER, True),
        ("", LONGER, True),
        (LONGER, LONGER, False),
        (LONGER, "", False),
        ("no json", stack_export([{**DOCUMENTS[0], "schemaVersion": 2}]), False),
    ],
)
def test_an_update_draws_the_keys_where_it_wrote_a_record_and_never_fails_for_it(
    before: str,
    after: str,
    is_drawn: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    assert deploy_(cast("Stack", Deployed(before, after)))

    assert ("up to record 4" in capsys.readouterr().out) is is_drawn


def test_the_picture_for_markdown_is_printed_from_what_a_person_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["gantt", str(CHECKOUT / "docs" / "rotation.json")]) == 0

    assert capsys.readouterr().out == gantt(RECORDS)
