"""A test fails for every broken safeguard."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sandbox.folder import CHECKOUT
from tests.drill.safeguard import SAFEGUARDS, Safeguard
from tests.drill.safeguards import LEFT_OUT, red

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(CHECKOUT, tmp_path_factory.mktemp("broken") / "copy", ignore=LEFT_OUT)


@pytest.mark.parametrize("safeguard", SAFEGUARDS, ids=lambda each: each.name)
def test_a_broken_safeguard_turns_a_test_red(safeguard: Safeguard, copy: Path) -> None:
    assert red(safeguard, copy)
