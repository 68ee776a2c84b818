"""A sandbox for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.folder import SandboxFolder
from sandbox.session import Session
from tests.engine.person import Person


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    """A person at a fresh sandbox whose stack has its first key set."""
    project = tmp_path / "project"
    project.mkdir()
    session = Session(SandboxFolder.apart(project))
    session.up()
    yield Person(session)
    session.down()


@pytest.fixture(scope="session")
def bootstrapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project after its first `pulumi up`; made once, then copied for each test."""
    project = tmp_path_factory.mktemp("bootstrapped")
    session = Session(SandboxFolder.apart(project))
    session.up()
    outcome = Person(session).up()
    session.down()
    assert outcome.succeeded, outcome.output
    return project


@pytest.fixture
def operator(tmp_path: Path, bootstrapped: Path) -> Iterator[Person]:
    """A person at a sandbox after its first `pulumi up`."""
    project = shutil.copytree(bootstrapped, tmp_path / "project", symlinks=True)
    session = Session(SandboxFolder(project=project))
    session.up()
    yield Person(session)
    session.down()
