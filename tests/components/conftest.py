"""The component with every option in use, as registered with the engine."""

from __future__ import annotations

import pytest

from tests.conftest import RecordingEngine
from tests.support.declared import ALL, declared

CI = (
    "submit-key-ci-actions-key-alpha",
    "submit-key-ci-actions-key-beta",
    "submit-key-ci-environment-key-alpha/live",
    "submit-key-ci-organization-key",
    "submit-key-ci-dependabot-key-alpha",
    "submit-key-ci-codespaces-key-alpha-v1",
)
THIS = "organization/submit-key/test"


@pytest.fixture(scope="session")
def whole() -> RecordingEngine:
    """Registered once for all tests, which only read it."""
    return declared(**ALL)


def after(engine: RecordingEngine, name: str) -> set[str]:
    """All resources that this one depends on, directly or not."""
    found: set[str] = set()
    open_ends = {name}
    while open_ends:
        open_ends = {before for end in open_ends for before in engine.waits_for(end)} - found
        found |= open_ends
    return found
