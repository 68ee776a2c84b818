"""Types of the facts about keys that the state and the record store. No pulumi here.

No field can hold a key: every text has to match a pattern.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from components.section import Section

State = Literal["candidate", "current", "draining", "awaiting revocation", "revoked", "rejected"]


def whole(number: Any) -> Any:
    """Turn a whole float into an int: the engine passes every number as a float."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Whole = Annotated[int, BeforeValidator(whole), Field(ge=1, strict=True)]
Time = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]\+00:00$",
    ),
]
"""ISO 8601, UTC, whole seconds."""
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


def text_of(time: datetime) -> str:
    """A UTC time as the text that facts store."""
    return time.isoformat(timespec="seconds")


def time_of(text: str) -> datetime:
    """The time in such a text."""
    return datetime.fromisoformat(text)


def now() -> str:
    """The current time as the text that facts store."""
    return text_of(datetime.now(timezone.utc))


class Fact(Section):
    """A model with a fixed set of fields; its errors never quote a value."""

    def kept(self) -> dict[str, Any]:
        """As the state, the outputs and the record store it; empty fields are left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
