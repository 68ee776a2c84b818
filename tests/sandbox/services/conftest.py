"""What the tests of the services share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.services.submit.api import submit_app
from tests.sandbox.exchangeable import Exchangeable
from tests.sandbox.services.faulty_api import Api


@pytest.fixture
def api(tmp_path: Path, exchangeable: Exchangeable) -> Iterator[Api]:
    """The Submit API, with a key that works."""
    with submit_app(tmp_path) as exchangeable.app:
        yield Api(exchangeable.url)
