"""How facts about keys are kept, in the state and in the record: their types, and times as text.

Pure. A fact has no field that could hold a key: every text is bound by a pattern.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from components.section import Section

State = Literal["candidate", "current", "draining", "awaiting revocation", "revoked", "rejected"]


def whole(number: Any) -> Any:
    """A whole number as one: the engine hands every number over as a float."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Whole = Annotated[int, BeforeValidator(whole), Field(ge=1)]
Time = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]\+00:00$",
    ),
]
"""ISO 8601, UTC, whole seconds."""
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


def text_of(time: datetime) -> str:
    """A time in UTC, as facts hold it."""
    return time.isoformat(timespec="seconds")


def time_of(text: str) -> datetime:
    """The time that a fact holds."""
    return datetime.fromisoformat(text)


def now() -> str:
    """The present time, as facts hold it."""
    return text_of(datetime.now(timezone.utc))


class Fact(Section):
    """A closed set of facts; a value that it refuses is never quoted."""

    def kept(self) -> dict[str, Any]:
        """As the state, the outputs and the record hold it: without what is not there."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
