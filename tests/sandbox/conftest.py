"""What the tests of the sandbox share."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.sandbox.exchangeable import Exchangeable


@pytest.fixture(scope="session")
def exchangeable() -> Iterator[Exchangeable]:
    """One server, on one port, for all tests."""
    made = Exchangeable()
    yield made
    made.stop()


@pytest.fixture
def engine_address() -> Iterator[str]:
    """An address that accepts connections, as the engine's does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"
