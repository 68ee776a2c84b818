"""The rules about the text of a key."""

from __future__ import annotations

import hashlib
import re

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
