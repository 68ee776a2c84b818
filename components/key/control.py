"""The made-up key of a control: it looks like the key it stands beside, and is none. No pulumi.

A gateway before the Submit API may judge keys by their shape alone. A control of another shape
would be refused by it, and every key of the right shape would then count as proved.
"""

from __future__ import annotations

import secrets
import string

_LONGEST_PREFIX = 12
_LETTERS = (string.ascii_lowercase, string.ascii_uppercase)
_HEXADECIMAL = frozenset(string.hexdigits)


def made_up_like(key: str) -> str:
    """A random key of the same length, prefix and classes of characters.

    A prefix ends with `_` or `-`, has at most 12 characters, and is at most half of the key.
    Half of the other characters differ at least, so it is never a neighbour of the key.
    """
    prefix = _prefix(key)
    rest = key[len(prefix) :]
    alphabets = [_alphabet(character, rest) for character in rest]
    random = sum(len(alphabet) > 1 for alphabet in alphabets)
    if not random:
        return secrets.token_urlsafe(len(key))[: len(key)]
    while True:
        made = "".join(secrets.choice(alphabet) for alphabet in alphabets)
        if 2 * sum(old != new for old, new in zip(rest, made, strict=True)) >= random:
            return prefix + made


def _prefix(key: str) -> str:
    start = key[: min(_LONGEST_PREFIX, len(key) // 2)]
    return start[: max(start.rfind("_"), start.rfind("-")) + 1]


def _alphabet(character: str, text: str) -> str:
    """What may stand in a character's place; a key in hexadecimal digits stays one."""
    if character.isdigit():
        return string.digits
    for letters in _LETTERS:
        if character in letters:
            return letters[:6] if _HEXADECIMAL.issuperset(text) else letters
    return character
