"""The layers never mix, nor do the tests, and the documentation lists what the code has."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox.folder import CHECKOUT
from tests.conftest import EXPORTS


def test_no_test_module_needs_another() -> None:
    modules = [path.read_text() for path in (CHECKOUT / "tests").rglob("*.py")]

    assert len(modules) > 50
    assert not [
        name for text in modules for name in re.findall(r"from tests[\w.]*\.test_\w+", text)
    ]


def table(heading: str) -> list[str]:
    text = (CHECKOUT / "README.md").read_text()
    section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_the_readme_lists_every_output_and_no_other() -> None:
    assert set(table("Outputs")) == EXPORTS


def test_every_dependency_is_pinned_and_has_its_reason() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        lines = (CHECKOUT / file).read_text().splitlines()
        for line in lines:
            if line and not line.startswith(("#", "-")):
                assert re.fullmatch(r"[A-Za-z0-9-]+==\S+ +# \S.+", line), f"{file}: {line}"


def test_no_file_that_ships_is_long() -> None:
    files: list[Path] = [CHECKOUT / "__main__.py", *(CHECKOUT / "components").rglob("*.py")]
    long = [path.name for path in files if len(path.read_text().splitlines()) > 200]
    assert not long
