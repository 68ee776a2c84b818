"""The sandbox uses the real provider plugins if present, and stand-ins if not."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path

import pytest

from sandbox.engine.launcher import is_launcher
from sandbox.engine.plugins import lay_out
from tests.sandbox.engine.engine_machine import program

STAND_INS = {"aws": "stand-in", "github": "stand-in"}
REAL = "#!/bin/sh\n: the real one\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sandbox's PULUMI_HOME, on a machine without any plugins."""
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.delenv("PULUMI_HOME", raising=False)
    return tmp_path / "home"


def plugin(home: Path, provider: str) -> Path:
    name = f"resource-{provider}-v{version(f'pulumi-{provider}')}"
    return home / "plugins" / name / f"pulumi-resource-{provider}"


def test_stand_ins_have_the_versions_that_the_sdk_packages_ask_for(home: Path) -> None:
    assert lay_out(home) == STAND_INS
    for provider in STAND_INS:
        path = plugin(home, provider)
        assert is_launcher(path)
        assert os.access(path, os.X_OK)
        assert f" sandbox.providers {provider} " in path.read_text()


def test_a_real_plugin_in_the_users_home_is_used(home: Path, tmp_path: Path) -> None:
    real = program(plugin(tmp_path / "user" / ".pulumi", "aws"), REAL)

    assert lay_out(home) == {"aws": "real", "github": "stand-in"}
    assert plugin(home, "aws").read_text() == REAL
    # The engine ignores a folder that is a link, so this is a real folder.
    assert not plugin(home, "aws").parent.is_symlink()
    assert real.read_text() == REAL


def test_a_real_plugin_in_pulumi_home_is_used(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "own"))
    program(plugin(tmp_path / "own", "github"), REAL)

    assert lay_out(home) == {"aws": "stand-in", "github": "real"}


def test_a_real_plugin_on_path_is_used(home: Path, tmp_path: Path) -> None:
    program(tmp_path / "bin" / "pulumi-resource-aws", REAL)

    assert lay_out(home)["aws"] == "real"
    assert plugin(home, "aws").read_text() == REAL


def test_a_real_plugin_of_another_version_is_not_used(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "user" / ".pulumi" / "plugins" / "resource-aws-v6.0.0"
    program(other / "pulumi-resource-aws", REAL)

    assert lay_out(home) == STAND_INS


def test_a_second_time_changes_nothing(home: Path, tmp_path: Path) -> None:
    program(plugin(tmp_path / "user" / ".pulumi", "aws"), REAL)
    lay_out(home)
    before = [plugin(home, provider).lstat() for provider in STAND_INS]

    lay_out(home)

    after = [plugin(home, provider).lstat() for provider in STAND_INS]
    assert [each.st_ino for each in before] == [each.st_ino for each in after]


def test_in_a_shell_of_the_sandbox_a_real_plugin_stays(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(plugin(tmp_path / "user" / ".pulumi", "aws"), REAL)
    lay_out(home)
    monkeypatch.setenv("PULUMI_HOME", str(home))

    assert lay_out(home) == {"aws": "real", "github": "stand-in"}
    assert plugin(home, "aws").read_text() == REAL


def test_a_plugin_that_a_person_installed_into_the_sandbox_stays(home: Path) -> None:
    program(plugin(home, "aws"), REAL)

    assert lay_out(home)["aws"] == "real"
    assert not plugin(home, "aws").is_symlink()


def test_the_stand_in_of_another_sandbox_is_not_real(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path / "other")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "other"))

    assert lay_out(home) == STAND_INS


def test_a_real_plugin_takes_the_stand_ins_place_and_gives_it_back(
    home: Path, tmp_path: Path
) -> None:
    lay_out(home)
    real = program(plugin(tmp_path / "user" / ".pulumi", "aws"), REAL)
    assert lay_out(home)["aws"] == "real"
    real.unlink()

    assert lay_out(home) == STAND_INS
    assert is_launcher(plugin(home, "aws"))
    assert not real.exists()
