"""The component with every option in use, as the engine is told of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pytest

from components.settings import read_settings
from components.submit_key import SubmitKey
from tests.conftest import KEY, Engine, configure

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
CI = (
    "actions-key-alpha",
    "actions-key-beta",
    "environment-key-alpha/live",
    "organization-key",
    "dependabot-key-alpha",
    "codespaces-key-alpha-v1",
)
THIS = "organization/submit-key/test"


def make(engine: Engine, **settings: Any) -> None:
    def program() -> None:
        configure(**{"submitKey": KEY, **settings})
        SubmitKey("submit-key", read_settings(pulumi.Config(), "test"))

    engine.run(program)


@pytest.fixture(scope="session")
def whole() -> Engine:
    """What the engine is told of a component with every option in use; made once, only read."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    engine = Engine(loop)
    make(engine, **ALL)
    asyncio.set_event_loop(None)
    loop.close()
    return engine


def after(engine: Engine, name: str) -> set[str]:
    """Everything that is there before a resource is made, however indirectly."""
    found: set[str] = set()
    open_ends = {name}
    while open_ends:
        open_ends = {before for end in open_ends for before in engine.waits_for(end)} - found
        found |= open_ends
    return found
