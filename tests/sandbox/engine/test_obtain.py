"""Setup uses the first genuine CLI that it finds, and says so in one line."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

import pytest

from sandbox.engine import EngineError, find
from sandbox.engine.__main__ import main, obtain
from sandbox.engine.cache import cached
from sandbox.engine.launcher import is_launcher
from tests.sandbox.engine.engine_machine import Machine, cli, program

HOSTS = ("pulumi-language-python", "pulumi-resource-pulumi-python")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(root=tmp_path)
    for folder in (machine.bin, machine.venv, machine.cache):
        folder.mkdir(parents=True)
    program(machine.bin / "curl", "#!/bin/sh\nexit 7\n")
    monkeypatch.setenv("PATH", f"{machine.bin}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(machine.cache.parent))
    monkeypatch.setattr(sys, "prefix", str(machine.venv.parent))
    return machine


def cache_cli(machine: Machine, *, has_hosts: bool = False) -> Path:
    name = f"pulumi-3.259.0-{platform.system()}-{platform.machine()}".lower()
    return cli(machine.cache / name / "bin", has_hosts=has_hosts)


def test_the_users_official_cli_is_used_as_it_is(machine: Machine) -> None:
    users = cli(machine.bin, has_hosts=True)

    engine = obtain()

    assert (users, "path", "3.259.0") == (engine.executable, engine.origin, engine.version)
    assert list(machine.venv.iterdir()) == []


def test_a_newer_cli_of_the_user_is_used(machine: Machine) -> None:
    users = cli(machine.bin, "v3.300.1-alpha.5", has_hosts=True)

    assert users == obtain().executable


@pytest.mark.parametrize("version", ["3.258.9", "2.999.0", "", "what?"])
def test_a_cli_that_is_too_old_or_broken_is_passed_over(machine: Machine, version: str) -> None:
    cli(machine.bin, version, has_hosts=True)
    cache_cli(machine)

    assert obtain().origin == "cache"


def test_a_good_cli_behind_an_old_one_on_path_is_found(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli(machine.bin, "3.1.0", has_hosts=True)
    good = cli(machine.root / "opt", has_hosts=True)
    monkeypatch.setenv("PATH", f"{machine.root / 'opt'}", prepend=os.pathsep)
    monkeypatch.setenv("PATH", f"{machine.bin}", prepend=os.pathsep)

    assert good == obtain().executable


def test_a_link_to_the_official_cli_counts_with_the_hosts_beside_its_target(
    machine: Machine,
) -> None:
    cli(machine.root / "opt", has_hosts=True)
    (machine.bin / "pulumi").symlink_to(machine.root / "opt" / "pulumi")

    assert machine.bin / "pulumi" == obtain().executable
    assert list(machine.venv.iterdir()) == []


def test_a_wrapper_without_hosts_is_not_put_beside_ours(machine: Machine) -> None:
    cli(machine.bin)
    cache_cli(machine)

    assert obtain().origin == "cache"


def test_a_cli_without_hosts_is_put_beside_ours(machine: Machine) -> None:
    source = cache_cli(machine)

    engine = obtain()

    assert machine.venv / "pulumi" == engine.executable
    # Not a symbolic link: the engine looks for its hosts beside the real file.
    assert engine.executable.samefile(source)
    assert not engine.executable.is_symlink()
    assert all(is_launcher(machine.venv / host) for host in HOSTS)
    assert all(os.access(machine.venv / host, os.X_OK) for host in HOSTS)
    assert ["pulumi", *HOSTS] == sorted(path.name for path in machine.venv.iterdir())


def test_a_cli_is_copied_where_it_cannot_be_linked(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    source = cache_cli(machine)
    monkeypatch.setattr(os, "link", refuse)

    assert source.read_bytes() == obtain().executable.read_bytes()
    assert obtain().version == "3.259.0"


def test_our_link_in_the_venv_is_not_taken_for_the_users_cli(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache_cli(machine)
    obtain()
    monkeypatch.setenv("PATH", f"{machine.venv}", prepend=os.pathsep)

    assert obtain().origin == "cache"


def test_an_official_installation_in_the_cache_is_used_where_it_is(machine: Machine) -> None:
    source = cache_cli(machine, has_hosts=True)

    assert source == obtain().executable
    assert source == find().executable
    assert list(machine.venv.iterdir()) == []


def test_our_hosts_go_when_official_ones_come(machine: Machine) -> None:
    cache_cli(machine)
    obtain()
    users = cli(machine.bin, has_hosts=True)

    obtain()

    assert list(machine.venv.iterdir()) == []
    assert users == find().executable


def test_an_official_cli_in_the_venv_is_left_alone(machine: Machine) -> None:
    own = cli(machine.venv, has_hosts=True)

    assert (own, "venv") == (obtain().executable, obtain().origin)
    assert own.exists()
    assert not is_launcher(machine.venv / HOSTS[0])


def test_an_emptied_cache_costs_no_second_build(machine: Machine) -> None:
    cache_cli(machine)
    obtain()
    shutil.rmtree(machine.cache)
    machine.go()

    assert obtain().origin == "venv"
    assert machine.builds() == 0
    assert all(is_launcher(machine.venv / host) for host in HOSTS)


def test_a_cached_cli_that_does_not_run_is_made_again(machine: Machine) -> None:
    cache_cli(machine).write_bytes(b"")
    machine.go()

    assert obtain().origin == "build"
    assert cached() is not None


def test_before_setup_one_line_says_to_run_it(machine: Machine) -> None:
    cache_cli(machine)

    with pytest.raises(EngineError, match=r"^there is no Pulumi CLI yet; run: make setup$"):
        find()


def test_after_setup_the_linked_cli_is_the_one_in_use(machine: Machine) -> None:
    cache_cli(machine)

    assert obtain().executable == find().executable


def test_where_nothing_can_be_had_one_line_says_what_to_install(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    program(machine.bin / "go", "#!/bin/sh\necho go1.22.1\n")

    assert main() == 1
    assert capsys.readouterr().err == (
        "setup: no Pulumi CLI: install Pulumi 3.259.0 or newer (pulumi.com/docs/install),"
        " or Go 1.25.11 or newer to build it, and run the same command again\n"
    )


def test_a_cache_that_cannot_be_written_is_one_line(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (machine.root / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(machine.root / "file"))
    machine.go()

    assert main() == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_success_is_one_line_that_says_where(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    users = cli(machine.bin, has_hosts=True)

    assert main() == 0
    assert f"Pulumi CLI 3.259.0: {users}\n" == capsys.readouterr().out
