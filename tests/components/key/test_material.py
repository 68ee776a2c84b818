"""The rules about the text of a key."""

from __future__ import annotations

import base64
import hashlib
import random
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.key.material import fingerprint, refuse_key
from components.refusal import Refusal
from tests.conftest import KEY

BAD_KEYS = {
    "nothing": ("", "is empty"),
    "blanks": ("   ", "is empty"),
    "a trailing newline": (KEY + "\n", "contains white space"),
    "a leading space": (" " + KEY, "contains white space"),
    "a tab inside": (KEY[:8] + "\t" + KEY[8:], "contains white space"),
    "a no-break space": (KEY + "\u00a0", "contains white space"),
    "a zero-width space": (KEY + "\u200b", "invisible"),
    "a control character": (KEY + "\x07", "invisible"),
    "a curly quote": ("“" + KEY + "”", "invisible"),
    "a byte order mark": ("\ufeff" + KEY, "invisible"),
    "a placeholder word": ("changeme", "placeholder"),
    "a template": ("${SUBMIT_API_KEY}", "placeholder"),
    "angle brackets": ("<your-api-key>", "placeholder"),
    "the documentation's own": ("YOUR_API_KEY", "placeholder"),
    "two words": ("my_submit_key", "placeholder"),
    "words to be replaced": ("your-api-key-here", "placeholder"),
    "many words": ("insert_the_submit_api_key_of_production_here", "placeholder"),
    "words in capitals": ("YOUR_SUBMIT_API_KEY_GOES_HERE", "placeholder"),
    "words and a filler": ("your-api-key-xxxxxxxxxxxxxxxx", "placeholder"),
    "words and numbers": ("my-submit-key-1234567890", "placeholder"),
    "a word and numbers": ("example-key-2026-01-02", "placeholder"),
    "a variable between percent signs": ("%SUBMIT_API_KEY%", "placeholder"),
    "one character": ("xxxxxxxxxxxxxxxx", "placeholder"),
    "a short text": ("abc123", "shorter than 8"),
}


@pytest.mark.parametrize(("key", "fault"), BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_key_that_cannot_be_right_is_refused_by_its_fault(key: str, fault: str) -> None:
    with pytest.raises(Refusal, match=re.escape(fault)) as refusal:
        refuse_key(key)

    assert refusal.value.setting == "submitKey"
    assert "pulumi config set --secret submitKey" in str(refusal.value)


@pytest.mark.parametrize("key", [bad for bad, _ in BAD_KEYS.values() if len(bad) > 12])
def test_a_refusal_never_shows_the_key(key: str) -> None:
    with pytest.raises(Refusal) as refusal:
        refuse_key(key)

    assert key.strip() not in str(refusal.value)


def test_a_key_that_may_be_right_is_let_through() -> None:
    refuse_key(KEY)


BEGINNINGS = ("my_", "the-", "your-", "insert_", "paste-", "example", "Dummy_", "changeme-")
WORDS = ("api", "key", "submit", "here", "Token", "PRODUCTION", "secret", "of", "staging", "value")


@given(st.sampled_from(BEGINNINGS), st.integers(0), st.sampled_from(("urlsafe", "hex", "uuid")))
def test_a_random_key_is_let_through_whatever_it_begins_with(
    beginning: str, seed: int, form: str
) -> None:
    raw = random.Random(seed).randbytes(24)  # noqa: S311 - repeatable, and no secret
    forms = {
        "urlsafe": base64.urlsafe_b64encode(raw).decode(),
        "hex": raw.hex(),
        "uuid": str(uuid.UUID(bytes=raw[:16], version=4)),
    }

    refuse_key(beginning + forms[form])


@given(
    st.sampled_from(("my", "the", "your", "insert", "paste")),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    st.sampled_from("-_"),
)
def test_words_in_place_of_a_key_are_refused_however_many_there_are(
    beginning: str, words: list[str], gap: str
) -> None:
    with pytest.raises(Refusal, match="is a placeholder"):
        refuse_key(gap.join([beginning, *words]))


@given(st.text(min_size=8, max_size=60))
def test_whatever_is_let_through_can_stand_in_a_header(key: str) -> None:
    try:
        refuse_key(key)
    except Refusal:
        return

    assert re.fullmatch(r"[\x21-\x7e]+", key)


def test_a_fingerprint_is_12_hexadecimal_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint(KEY))


def test_the_fingerprint_of_a_key_never_changes() -> None:
    """Every stack's state holds it: with another salt or cost, each key would look new."""
    assert fingerprint("an-example-of-a-key") == "019674d70ecc"


def test_a_fingerprint_is_no_bare_hash_of_the_key() -> None:
    digests = [hashlib.new(name, KEY.encode()) for name in ("md5", "sha1", "sha256", "sha512")]

    assert all(fingerprint(KEY) not in digest.hexdigest() for digest in digests)
