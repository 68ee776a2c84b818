"""A monitor as the engine is told of it."""

from __future__ import annotations

import pytest

from tests.conftest import RecordingEngine
from tests.support.declared import declared

MONITOR = "submit-key-watch-monitor"


@pytest.fixture(scope="module")
def made() -> RecordingEngine:
    """What the engine is told of a monitor with a verify; made once, only read."""
    monitor = {"logGroup": "/integration", "verifyLogGroup": "/verify"}
    tell = {"emails": ["a@example.com"], "endpoints": ["https://events.example.com/t0ken"]}
    return declared(monitor={**monitor, **tell})
