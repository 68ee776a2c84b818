"""Pure: the text of the secret, which is the key alone or a JSON object with the key in it."""

from __future__ import annotations

import json
from typing import Literal

Shape = Literal["plain", "json"]


def stored_text(key: str, base_url: str, shape: Shape) -> str:
    """The text to store."""
    return json.dumps({"apiKey": key, "baseUrl": base_url}) if shape == "json" else key


def key_of(text: str, shape: Shape) -> str:
    """The key that a consumer finds in a stored text.

    Raises:
        ValueError: the text is not the JSON that was stored. The message has nothing of the text.
    """
    if shape == "plain":
        return text
    try:
        return str(json.loads(text)["apiKey"])
    except (ValueError, KeyError, TypeError):
        raise ValueError("the store did not give back the JSON that was stored") from None
