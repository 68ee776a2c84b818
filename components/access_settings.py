"""The settings object `access`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from components.section import Section, distinct, matching

_Role = Annotated[
    str, matching(r"[\w+=,.@-]{1,64}", "the name of an IAM role (up to 64 of A-Z a-z 0-9 +=,.@_-)")
]


class AccessSettings(Section):
    """Who may read the key (settings object `access`)."""

    readers: Annotated[tuple[_Role, ...], distinct()] = Field(
        default=(), description="Names of the IAM roles that may read the current key"
    )
