"""A secret in GitHub's stand-in, for a test to remove."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from github.Repository import Repository

from tests.support.github_service import GitHub, GitHubService

PATH = "repos/acme/alpha/actions/secrets/KEY"


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHubService]:
    made = GitHubService(tmp_path)
    yield made
    made.stop()


def alpha(github: GitHub) -> Repository:
    return github.github.get_repo("acme/alpha")
