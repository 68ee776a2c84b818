"""The settings object `retirement`."""

from __future__ import annotations

from pydantic import Field

from components.section import Section


class RetirementSettings(Section):
    """How a former key is retired."""

    drain_seconds: int = Field(default=3600, ge=0)
    """Seconds for which the slowest consumer may hold a former key (caches, queued CI runs)"""
    deadline_seconds: int = Field(default=7 * 24 * 3600, ge=0)
    """Seconds after the drain by which a former key must be proved dead; later, updates fail"""
    test_jobs: bool = True
    """Whether a question about a former key may make a test job, where the API needs it"""
    protect: bool | None = Field(default=None, examples=[True])
    """Whether destroy stops while a key still works; by default only in production"""
