"""The settings object `retirement`."""

from __future__ import annotations

from pydantic import Field

from components.section import Section

_TEN_YEARS = 10 * 365 * 24 * 3600
"""The longest time, in seconds: who never wants to revoke a key must not get a date beyond 9999."""


class RetirementSettings(Section):
    """How a former key is retired."""

    drain_seconds: int = Field(default=3600, ge=0, le=_TEN_YEARS)
    """Seconds for which the slowest consumer may hold a former key (caches, queued CI runs)"""
    deadline_seconds: int = Field(default=7 * 24 * 3600, ge=0, le=_TEN_YEARS)
    """Seconds after the drain by which a former key must be proved dead; later, updates fail"""
    test_jobs: bool = True
    """Whether a question about a former key may make a test job, where the API needs it"""
    protect: bool | None = Field(default=None, examples=[True])
    """Whether destroy stops while a key still works; by default only in production"""
