"""The settings object `store`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from components.section import Section, matching

_StoreName = Annotated[
    str,
    matching(r"[A-Za-z0-9/_+=.@-]{1,512}", "a Secrets Manager name (A-Z a-z 0-9 /_+=.@-)"),
]


def _recovery_window() -> AfterValidator:
    """Source: AWS Secrets Manager API reference, `DeleteSecret`."""

    def check(days: int) -> int:
        if days and not 7 <= days <= 30:
            raise ValueError("is neither 0 nor 7 to 30 days")
        return days

    return AfterValidator(check)


class StoreSettings(Section):
    """Where the key rests (settings object `store`)."""

    name: _StoreName = Field(description="Name of the secret in AWS Secrets Manager")
    recovery_window_in_days: Annotated[int, _recovery_window()] = Field(
        default=30,
        description="Days in which a deleted secret can be restored: 7 to 30, or 0 for none",
    )
