"""`make` without a target lists the commands and changes nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from sandbox.folder import CHECKOUT

PARTS = {"help", "types", "imports", "workflows"}
"""Targets that the list omits: itself, and the parts of `make check`."""


def test_make_alone_lists_every_command_and_installs_nothing(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "Makefile", tmp_path)
    done = subprocess.run(["make"], cwd=tmp_path, capture_output=True, text=True, check=True)

    listed = set(re.findall(r"^make ([a-z ]+?)  ", done.stdout, re.MULTILINE))
    listed = {name for names in listed for name in names.split()}
    [phony] = re.findall(r"^\.PHONY: (.*)$", (tmp_path / "Makefile").read_text(), re.MULTILINE)
    assert listed - PARTS == set(phony.split()) - PARTS
    assert [path.name for path in tmp_path.iterdir()] == ["Makefile"]


def test_a_commit_is_checked_by_the_tools_of_make_check() -> None:
    hooks = (CHECKOUT / ".pre-commit-config.yaml").read_text()
    [check] = re.findall(r"^check: setup ([a-z ]+) ##", (CHECKOUT / "Makefile").read_text(), re.M)

    for part in check.split():
        assert f"entry: make {part}\n" in hooks
    assert "ruff format" in hooks
    assert "ruff check" in hooks
