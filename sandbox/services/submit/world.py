"""Which Submit API the sandbox has: what the vendor's pages leave open, and gateways before it.

Source: the page "Creating jobs" says `POST /jobs`, 401 for a bad key and 201 for a job. It says
nothing of the order of the checks or of what a body holds.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Errors = Literal["json", "text", "empty"]


class Lockout(BaseModel):
    """One key that is refused although the Vault did not revoke it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str
    """Its id in the Vault."""
    status: int = Field(default=401, ge=400, le=599)
    errors: Errors = "json"
    """The body of the refusal."""


class World(BaseModel):
    """How this API works at all; a fault is what goes wrong in it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    order: Literal["key-first", "body-first"] = "key-first"
    """what is checked first: "key-first" or "body-first" """
    echo: bool = True
    """false: a 201 does not repeat externalId"""
    errors: Errors = "json"
    """the body of a 400, 401 or 422: "json", "text" or "empty" """
    gateway: Literal["shape"] | None = None
    """"shape": in place of the key's check, a gateway refuses what does not look like a key of the
    Vault, and lets all else through"""
    lockout: Lockout | None = None
    """{"id": KEY ID}: this key is refused although it is not revoked; "status" (401) and "errors"
    say how"""


USUAL = World()
