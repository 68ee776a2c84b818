"""Small matters of names and arguments that all AWS rows share."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from sandbox.providers.wire import Properties


def given_or_generated(state: Properties) -> str:
    """The name, or one made from `namePrefix` as the real provider makes it."""
    return str(state.get("name") or f"{state.get('namePrefix', '')}{unique_digits()}")


def unique_digits() -> str:
    """26 digits: the time, then a random number."""
    now = time.strftime("%Y%m%d%H%M%S", time.gmtime())
    return f"{now}{secrets.randbelow(10**12):012d}"


def sent(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Only the arguments that have a value: boto3 refuses None."""
    return {name: value for name, value in arguments.items() if value not in (None, "", [], {})}
