"""What the component registers with the engine, for any settings."""

from __future__ import annotations

import asyncio
import runpy
from typing import Any

from sandbox.folder import CHECKOUT
from tests.conftest import KEY, RecordingEngine, configure

ALL: dict[str, Any] = {
    "access": {"readers": ["reader", "worker"]},
    "github": {
        "repositories": ["alpha", "beta"],
        "environments": [
            {"name": "live", "repositories": ["alpha"], "create": True, "reviewers": {"teams": [7]}}
        ],
        "organization": {"visibility": "selected", "repositories": ["alpha"]},
        "dependabot": ["alpha"],
        "codespaces": ["alpha"],
    },
    "record": {"bucket": "records"},
    "monitor": {"logGroup": "/integration", "emails": ["on-call@example.com"]},
}
"""Every option in use."""

_REPOSITORIES = ["repository"]
EVERY_RESOURCE: dict[str, Any] = {
    "access": {"readers": ["role"], "deploy": {"repository": "acme/x", "branch": "main"}},
    "github": {
        **dict.fromkeys(("repositories", "dependabot", "codespaces"), _REPOSITORIES),
        "environments": [{"name": "environment", "repositories": _REPOSITORIES, "create": True}],
        "organization": {},
    },
    "store": {"kmsKey": "new", "parameter": "/key", "baseUrlParameter": "/url"},
    "record": {"bucket": "bucket"},
    "monitor": {
        "logGroup": "group",
        "verifyLogGroup": "verify",
        "emails": ["on-call@example.com"],
        "endpoints": ["https://example.com/alarms"],
    },
}
"""Settings that give each kind of resource that docstrings and the state contract list."""


def make(engine: RecordingEngine, **settings: Any) -> None:
    """Run the program with these settings."""

    def program() -> None:
        configure(**{"submitKey": KEY, **settings})
        runpy.run_path(str(CHECKOUT / "__main__.py"))

    engine.run(program)


def declared(**settings: Any) -> RecordingEngine:
    """Run the program on its own event loop, for fixtures that several tests only read."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    engine = RecordingEngine(loop)
    make(engine, **settings)
    asyncio.set_event_loop(None)
    loop.close()
    return engine
