"""What the tests of the sandbox's services share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.exchangeable import Exchangeable


@pytest.fixture(scope="session")
def exchangeable() -> Iterator[Exchangeable]:
    """One server, on one port, for all tests."""
    made = Exchangeable()
    yield made
    made.stop()
