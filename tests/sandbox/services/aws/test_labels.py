"""Staging labels move between versions by AWS's rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.services.aws.labels import (
    CURRENT,
    PREVIOUS,
    LabelRefused,
    attached,
    count,
    holder,
    moved,
)

LABELS = st.sampled_from([CURRENT, PREVIOUS, "AWSPENDING", "KEY-V1", "KEY-V2"])
VERSIONS = st.sampled_from(["a", "b", "c", "d"])


def test_the_former_current_version_keeps_its_other_labels() -> None:
    before = {"a": ["KEY-V1", CURRENT]}

    assert attached(before, "b", ["KEY-V2", CURRENT]) == {
        "a": ["KEY-V1", PREVIOUS],
        "b": ["KEY-V2", CURRENT],
    }


def test_previous_leaves_the_version_that_had_it() -> None:
    before = {"a": ["KEY-V1", PREVIOUS], "b": [CURRENT]}

    assert attached(before, "c", [CURRENT]) == {"a": ["KEY-V1"], "b": [PREVIOUS], "c": [CURRENT]}


def test_a_version_without_current_leaves_current_where_it_is() -> None:
    before = {"a": [CURRENT]}

    assert attached(before, "b", ["KEY-V2"]) == {"a": [CURRENT], "b": ["KEY-V2"]}


def test_a_label_leaves_the_version_that_had_it() -> None:
    assert attached({"a": ["X", CURRENT]}, "b", ["X"]) == {"a": [CURRENT], "b": ["X"]}


def test_moving_current_back_exchanges_the_two_labels() -> None:
    before = {"a": [PREVIOUS], "b": [CURRENT]}

    assert moved(before, CURRENT, remove_from="b", move_to="a") == {
        "a": [CURRENT],
        "b": [PREVIOUS],
    }


def test_removing_a_label_touches_no_other() -> None:
    before = {"a": ["X", PREVIOUS], "b": [CURRENT]}

    assert moved(before, "X", remove_from="a", move_to=None) == {"a": [PREVIOUS], "b": [CURRENT]}


@pytest.mark.parametrize(
    ("label", "remove_from", "move_to", "reason"),
    [
        ("X", "b", None, "not attached"),
        ("Y", "a", "b", "not attached"),
        ("X", None, "b", "can't be empty"),
        (CURRENT, None, "a", "can't be empty"),
        (CURRENT, "b", None, "can't be completely removed"),
        ("X", "z", None, "Not a valid version"),
        ("Y", None, "z", "Not a valid version"),
        ("X", None, None, "You must specify"),
    ],
)
def test_a_move_that_aws_refuses_is_refused(
    label: str, remove_from: str | None, move_to: str | None, reason: str
) -> None:
    before = {"a": ["X"], "b": [CURRENT]}

    with pytest.raises(LabelRefused, match=reason):
        moved(before, label, remove_from=remove_from, move_to=move_to)


@given(st.lists(st.tuples(VERSIONS, st.lists(LABELS, max_size=3)), max_size=8))
def test_no_label_is_ever_on_two_versions(steps: list[tuple[str, list[str]]]) -> None:
    labels: dict[str, list[str]] = {}
    for version, added in steps:
        labels = attached(labels, version, added)

        every = [label for held in labels.values() for label in held]
        assert len(every) == len(set(every)) == count(labels)
        assert all(holder(labels, label) for label in added if label != PREVIOUS)
