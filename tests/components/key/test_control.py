"""The made-up key of a control passes every gateway that the real one passes, and is another."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.key.control import made_up_like

RANDOM = string.ascii_letters + string.digits + "-_"
KEYS = st.one_of(
    st.text(RANDOM, min_size=8, max_size=80),
    st.text("0123456789abcdef", min_size=8, max_size=64),
    st.builds("{}_{}".format, st.text(string.ascii_lowercase, min_size=2, max_size=5), st.uuids()),
)


def shape(key: str) -> str:
    """Each character as its class."""
    classes = (("0", string.digits), ("a", string.ascii_lowercase), ("A", string.ascii_uppercase))
    return "".join(
        next((name for name, members in classes if character in members), character)
        for character in key
    )


@given(KEYS.filter(lambda key: re.search(r"[A-Za-z0-9]", key)))
def test_it_has_the_length_and_the_classes_of_characters_of_the_key(key: str) -> None:
    made = made_up_like(key)

    assert shape(made) == shape(key)
    assert made != key


@given(st.text("0123456789abcdef", min_size=8, max_size=64))
def test_a_key_in_hexadecimal_digits_gets_one(key: str) -> None:
    assert set(made_up_like(key)) <= set(string.hexdigits)


@pytest.mark.parametrize(
    ("key", "prefix"),
    [
        ("atx_" + "q" * 40, "atx_"),
        ("sk_live_" + "q" * 24, "sk_live_"),
        ("atx_" + "qQ-" + "q" * 40, "atx_qQ-"),
        ("q" * 20 + "_" + "q" * 20, ""),
        ("ab_cd_ef", "ab_"),
    ],
)
def test_a_short_prefix_stays(key: str, prefix: str) -> None:
    made = made_up_like(key)

    assert made.startswith(prefix)
    assert made[len(prefix) :] != key[len(prefix) :]


@given(st.text(string.ascii_lowercase, min_size=8, max_size=40))
def test_it_is_no_neighbour_of_the_key(key: str) -> None:
    made = made_up_like(key)

    assert sum(old != new for old, new in zip(key, made, strict=True)) >= len(key) / 2


def test_every_made_up_key_is_another_one() -> None:
    """Because somebody could register, allow or cache a fixed one."""
    assert len({made_up_like("atx_" + "q" * 40) for _ in range(50)}) == 50


def test_a_key_without_letters_and_digits_gets_a_stranger() -> None:
    assert made_up_like("-_-_-_-_-_") != "-_-_-_-_-_"
