"""Which Submit API the sandbox has: what the vendor's pages leave open, and what may stand before it.

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
    """How this API works at all; a fault is what goes wrong in it.

    order: what is checked first, the key or the body. echo: whether a 201 repeats `externalId`.
    errors: what the body of a 400, 401, 422 is. gateway "shape": in the place of the key's check
    something refuses keys that do not look like the Vault's, and lets all others through. lockout:
    one key is refused although it is not revoked.
    """

    order: Literal["key-first", "body-first"] = "key-first"
    echo: bool = True
    errors: Errors = "json"
    gateway: Literal["shape"] | None = None
    lockout: Lockout | None = None


USUAL = World()
