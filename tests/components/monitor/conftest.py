"""A monitor as registered with the engine."""

from __future__ import annotations

import pytest

from tests.conftest import RecordingEngine
from tests.support.declared import declared

MONITOR = "submit-key-watch-monitor"


@pytest.fixture(scope="module")
def made() -> RecordingEngine:
    """A monitor with `verifyLogGroup`; registered once for all tests, which only read it."""
    monitor = {"logGroup": "/integration", "verifyLogGroup": "/verify"}
    tell = {"emails": ["a@example.com"], "endpoints": ["https://events.example.com/t0ken"]}
    return declared(monitor={**monitor, **tell})
