"""The picture of a rotation: what it shows, and that it is readable in both colour modes."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from records.__main__ import main
from records.picture import _STYLE, picture
from records.timeline import bars, events
from sandbox.folder import CHECKOUT
from tests.support.sample_records import RECORDS


def test_each_key_is_a_bar_with_its_states_without_a_gap() -> None:
    first, second = bars(RECORDS)

    assert [span.state for span in first.spans] == [
        "candidate",
        "current",
        "draining",
        "awaiting revocation",
        "revoked",
    ]
    assert [span.state for span in second.spans] == ["candidate", "current"]
    for bar in (first, second):
        for before, after in zip(bar.spans, bar.spans[1:], strict=False):
            assert before.end == after.start
    assert first.spans[1].end == second.spans[1].start, "a moment without a current key"


def test_a_drain_that_ended_between_two_records_is_shown() -> None:
    skipped = [RECORDS[0], RECORDS[1], RECORDS[3]]

    states = [span.state for span in bars(skipped)[0].spans]

    assert states[2:] == ["draining", "awaiting revocation", "revoked"]


def test_the_events_are_those_a_consumer_or_a_person_sees_in_their_order() -> None:
    words = [event.words for event in events(RECORDS)]

    assert words == [
        "v1 written down",
        "v1 proved",
        "cutover to v1",
        "v2 written down",
        "v2 proved",
        "cutover to v2",
        "v1 has drained",
        "v1 proved dead",
    ]


def test_the_picture_in_the_documentation_is_made_from_its_records(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["verify", str(CHECKOUT / "docs" / "rotation.json")]) == 0
    capsys.readouterr()
    assert main(["timeline", str(CHECKOUT / "docs" / "rotation.json")]) == 0

    assert capsys.readouterr().out == (CHECKOUT / "docs" / "rotation.svg").read_text()


def test_no_part_of_the_picture_lies_outside_it() -> None:
    root = ElementTree.fromstring(picture(RECORDS))  # noqa: S314 - our own document
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    texts = [each for each in root if each.tag.endswith("text")]
    assert any(text.text == "awaiting revocation" for text in texts)
    for part in root:
        x = float(part.attrib.get("x", 0)) + float(part.attrib.get("width", 0))
        x += 7 * len(part.text or "") if part.tag.endswith("text") else 0
        assert x <= width, part.attrib
        assert float(part.attrib.get("y", 0)) <= height


def test_a_state_ends_where_the_next_one_starts() -> None:
    root = ElementTree.fromstring(picture(RECORDS))  # noqa: S314 - our own document
    [awaiting] = [each for each in root if each.attrib.get("class") == "awaiting"]
    [dead] = [each for each in root if each.attrib.get("class") == "dead"]

    end = float(awaiting.attrib["x"]) + float(awaiting.attrib["width"])
    assert end <= float(dead.attrib["x1"]) < float(dead.attrib["x2"])


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_has_enough_contrast_in_light_and_in_dark() -> None:
    """Source: WCAG 2.2, success criterion 1.4.3, 4.5 to 1."""
    light, dark = _STYLE.split("@media")
    for theme in (light, dark):
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", theme))
        assert contrast(colours["ink"], colours["paper"]) >= 4.5
        assert contrast(colours["faint"], colours["paper"]) >= 4.5
        for state in ("candidate", "current", "draining", "awaiting"):
            assert contrast(colours["on"], colours[state]) >= 4.5, state
