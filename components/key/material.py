"""Rules about the text of a key: whether it can be one, and its fingerprint. No pulumi here.

Source: the vendor's authentication page ("no extra spaces or copied characters in the key")
and RFC 9110 section 5.5 (what a header field may carry).
"""

from __future__ import annotations

import hashlib
import re

from components.refusal import Refusal

SETTING = "submitKey"
_WAY_OUT = "create the key in Atomyx Vault and set it with: pulumi config set --secret submitKey"
_SHORTEST = 8
_PLACEHOLDER = re.compile(
    r"to[-_ ]?do|redacted|(api|secret|submit|access)[-_ ]?(key|token)|password|undefined"
    r"|<[\w .:-]*>|\$\{.*\}|\$\(.*\)|\{\{.*\}\}|%[\w.:-]*%|\[secret\]|(?P<one>.)(?P=one)*",
    re.IGNORECASE,
)
_BEGINS_LIKE_ONE = re.compile(
    r"(change|replace)[-_ ]?me|place[-_ ]?holder|example|dummy|(your|my|the|insert|paste)[-_ ]",
    re.IGNORECASE,
)
# The vendor may issue keys with any beginning, so a long one is a placeholder only if it is made
# of words and fillers. A random text has digits among its letters, both cases, or no gaps.
_WORD = re.compile(
    r"[a-z]{,12}|[A-Z]{,12}|[A-Z][a-z]{,11}|\d{1,4}|0?1234567?8?9?0?|(?P<one>.)(?P=one)*"
)
_SURELY_RANDOM = 20
# Fixed, not random: sibling environments compare fingerprints to detect a shared key.
_SALT = b"submit-key fingerprint 1"
_COST = {"n": 2**14, "r": 8, "p": 1}


def refuse_key(key: str) -> None:
    """Refuse a text that cannot be a key, before any request or change.

    Raises:
        Refusal: it is empty, holds white space, invisible or non-ASCII characters,
            is too short to be a key, or is a placeholder.
    """
    if fault := _fault(key):
        raise Refusal(SETTING, f"{fault} (length {len(key)})", _WAY_OUT)


def _fault(key: str) -> str | None:
    if not key.strip():
        return "is empty"
    if any(character.isspace() for character in key):
        return "contains white space"
    if not all("\x21" <= character <= "\x7e" for character in key):
        return "contains characters that are invisible or cannot stand in an HTTP header"
    if _is_placeholder(key):
        return "is a placeholder"
    return f"is shorter than {_SHORTEST} characters" if len(key) < _SHORTEST else None


def _is_placeholder(key: str) -> bool:
    if _PLACEHOLDER.fullmatch(key):
        return True
    is_made_of_words = all(map(_WORD.fullmatch, re.split("[-_.]", key)))
    return bool(_BEGINS_LIKE_ONE.match(key)) and (len(key) < _SURELY_RANDOM or is_made_of_words)


def fingerprint(key: str) -> str:
    """Return 12 hexadecimal digits that identify a key but do not help to guess it.

    scrypt (RFC 7914) makes each guess cost about 50 ms; 48 bits of its result are used.
    """
    return hashlib.scrypt(key.encode(), salt=_SALT, dklen=6, **_COST).hex()
