"""Which declarations are refused, and what is stored about the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.key.versions import (
    Declared,
    Tried,
    dated,
    external_id,
    refuse_exposed,
    refuse_shared,
    refuse_version,
    write_down,
)
from components.refusal import Refusal
from tests.support.marks import AT, mark


def tried(*keys: tuple[int, str]) -> list[Tried]:
    return [
        Tried(
            version=version,
            fingerprint=mark(name),
            first_seen=f"2026-01-{number + 1:02}T00:00:00+00:00",
        )
        for number, (version, name) in enumerate(keys)
    ]


def declared(version: int, name: str) -> Declared:
    return Declared(version=version, fingerprint=mark(name))


ALLOWED = {
    "the first key of all": ([], 7, "a"),
    "nothing new": ([(1, "a")], 1, "a"),
    "a new key with the next version": ([(1, "a")], 2, "b"),
    "a new key with a version that leaves some out": ([(1, "a")], 5, "b"),
    "another candidate under the same version": ([(1, "a"), (2, "b")], 2, "c"),
    "a rollback": ([(1, "a"), (2, "b")], 1, "a"),
    "forward again after a rollback": ([(2, "b"), (1, "a")], 2, "b"),
    "a new key after a rollback": ([(2, "b"), (1, "a")], 3, "c"),
    "a version of its own for one of two keys that had the same": (
        [(2, "b"), (2, "c")],
        3,
        "b",
    ),
}
REFUSED = {
    "a bump without a new key": ([(1, "a")], 2, "a", "the key is still that of version 1"),
    "a lowered version without its key": ([(1, "a"), (3, "b")], 2, "b", "still that of version 3"),
    "a lowered version with a new key": ([(1, "a"), (2, "b")], 1, "c", "was lowered from 2 to 1"),
    "a former key under a new version": ([(1, "a"), (2, "b")], 3, "a", "still that of version 1"),
    "a new key with a used version": ([(2, "b"), (1, "a")], 2, "c", "the version of another key"),
}


@pytest.mark.parametrize(("before", "version", "key"), ALLOWED.values(), ids=ALLOWED)
def test_a_valid_declaration_is_let_through(
    before: list[tuple[int, str]], version: int, key: str
) -> None:
    refuse_version(tried(*before), version, mark(key))


@pytest.mark.parametrize(("before", "version", "key", "words"), REFUSED.values(), ids=REFUSED)
def test_a_mistaken_declaration_is_refused_with_the_way_out(
    before: list[tuple[int, str]], version: int, key: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        refuse_version(tried(*before), version, mark(key))

    assert str(refused.value).startswith("keyVersion: ")
    assert "; " in str(refused.value), "no way out"


DECLARATIONS = st.lists(st.tuples(st.integers(1, 5), st.sampled_from("abcdef")), max_size=12)


TWINS = [(1, "a"), (2, "b"), (2, "c")]
"""Two keys under one version: `c` was declared in place of `b`."""


def test_a_correction_of_a_refused_key_gets_no_second_version() -> None:
    """It was proved under its version, so another one would be a bump without a new key."""
    with pytest.raises(Refusal, match="is 3, but the key is still that of version 2; set a key"):
        refuse_version(tried(*TWINS), 3, mark("c"), proved=[mark("a"), mark("c")])


def test_a_key_declared_under_the_version_of_a_proved_one_gets_its_own() -> None:
    refuse_version(tried(*TWINS), 3, mark("c"), proved=[mark("a"), mark("b")])


def test_two_keys_of_one_version_get_none_of_their_own_while_neither_was_proved() -> None:
    for key in "bc":
        with pytest.raises(Refusal, match="still that of version 2"):
            refuse_version(tried(*TWINS), 3, mark(key), proved=[mark("a")])


def accepted(declarations: list[tuple[int, str]]) -> list[Declared]:
    """The list of keys after a series of declarations; refused ones are skipped."""
    before: list[Declared] = []
    for version, key in declarations:
        try:
            refuse_version(before, version, mark(key))
        except Refusal:
            continue
        before = write_down(before, declared(version, key))
    return before


@given(DECLARATIONS, st.integers(1, 5), st.sampled_from("abcdef"))
def test_no_key_is_forgotten_or_listed_twice_and_the_declared_one_is_last(
    declarations: list[tuple[int, str]], version: int, key: str
) -> None:
    before = accepted(declarations)

    after = write_down(before, declared(version, key))

    names = [one.fingerprint for one in after]
    assert (after[-1].version, names[-1]) == (version, mark(key))
    assert len(set(names)) == len(names)
    assert set(names) == {one.fingerprint for one in before} | {mark(key)}


@given(DECLARATIONS, st.sampled_from("abcdef"))
def test_the_first_time_a_key_was_seen_stays(declarations: list[tuple[int, str]], key: str) -> None:
    before = dated(accepted(declarations), [], AT)
    later = "2026-02-01T00:00:00+00:00"

    after = dated(write_down(before, declared(9, key)), before, later)

    seen = {one.fingerprint: one.first_seen for one in before}
    assert all(one.first_seen == seen.get(one.fingerprint, later) for one in after)


@given(DECLARATIONS)
def test_a_key_keeps_its_version_until_it_shares_it_with_another(
    declarations: list[tuple[int, str]],
) -> None:
    before = accepted(declarations)
    alone = [one for one in before if [each.version for each in before].count(one.version) == 1]

    for one in alone:
        with pytest.raises(Refusal):
            refuse_version(before, one.version + 1, one.fingerprint)


@given(DECLARATIONS)
def test_what_was_declared_last_may_always_be_declared_again(
    declarations: list[tuple[int, str]],
) -> None:
    before = accepted(declarations)

    for last in before[-1:]:
        refuse_version(before, last.version, last.fingerprint)


@given(DECLARATIONS)
def test_there_is_always_a_way_on_with_a_new_key(declarations: list[tuple[int, str]]) -> None:
    before = accepted(declarations)
    highest = max((one.version for one in before), default=0)

    refuse_version(before, highest + 1, "a key that nobody declared")


def test_the_version_in_use_cannot_be_the_exposed_one() -> None:
    with pytest.raises(Refusal, match="is 2, the version in use; create a new key"):
        refuse_exposed(tried((1, "a"), (2, "b")), 2, 2)


def test_a_version_that_nobody_declared_cannot_be_exposed() -> None:
    with pytest.raises(Refusal, match="is 7, which was never declared; known are: 1, 2"):
        refuse_exposed(tried((1, "a"), (2, "b")), 2, 7)


@pytest.mark.parametrize("exposed", [None, 1])
def test_a_former_version_may_be_exposed(exposed: int | None) -> None:
    refuse_exposed(tried((1, "a"), (2, "b")), 2, exposed)


def test_a_key_of_another_environment_is_refused_by_the_name_of_its_stack() -> None:
    with pytest.raises(Refusal, match="is a key of stack acme/submit-key/dev; each environment"):
        refuse_shared("b", {"acme/submit-key/qa": ["a"], "acme/submit-key/dev": ["a", "b"]})


def test_a_key_that_no_other_environment_declares_is_let_through() -> None:
    refuse_shared("b", {"acme/submit-key/qa": ["a"], "acme/submit-key/new": []})


def test_a_test_job_is_recognised_as_one_and_says_whose_it_is() -> None:
    assert external_id("prod", 3, "0123456789ab") == "TEST-KEY-ROTATION-prod-V3-0123456789ab"
