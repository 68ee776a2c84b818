"""Imports follow the contracts, files stay short, and the README lists every output."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from importlinter.api import read_configuration

from sandbox.folder import CHECKOUT
from tests.conftest import EXPORTS

PYPROJECT = CHECKOUT / "pyproject.toml"
CONTRACTS = {
    contract["id"]: contract for contract in read_configuration(str(PYPROJECT))["contracts_options"]
}
HOUSES = [house for layer in CONTRACTS["houses"]["layers"] for house in layer.split(" | ")]

TURNED_ROUND = {
    "rooms": ("components.key.versions", "components.retirement.lifecycle"),
    "houses": ("components.refusal", "records.chain"),
    "bootstrap": ("program.configuration", "bootstrap.plan"),
    "records": ("sandbox.demo", "records.chain"),
    "http": ("components.retirement.revocation", "requests"),
    "pure": ("components.retirement.lifecycle", "components.retirement.history"),
}
"""For each contract, an import that it forbids: the module, and what it would import."""


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Check the contracts on the packages in a folder."""
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(command), "--no-cache", "--no-logo", f"--config={PYPROJECT}", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    """A copy of every top-level package."""
    for house in HOUSES:
        without = shutil.ignore_patterns("__pycache__", "*.json", "*.md")
        shutil.copytree(CHECKOUT / house, tmp_path / house, ignore=without)
    return tmp_path


@pytest.mark.parametrize("contract", CONTRACTS)
def test_an_import_that_is_turned_round_breaks_its_contract(houses: Path, contract: str) -> None:
    file, imported = TURNED_ROUND[contract]
    before = lint(houses, f"--contract={contract}")
    with (houses / f"{file.replace('.', '/')}.py").open("a") as code:
        code.write(f"\nimport {imported}\n")

    after = lint(houses, f"--contract={contract}")

    assert before.returncode == 0, before.stdout
    assert after.returncode == 1, after.stdout
    assert f"{file} -> {imported} (" in after.stdout


def test_contributing_shows_the_order_that_the_contracts_hold() -> None:
    text = (CHECKOUT / "CONTRIBUTING.md").read_text()
    pictures = re.findall(r"```mermaid\nflowchart TD\n(.*?)```", text, re.DOTALL)

    shown = [[line.strip() for line in picture.splitlines()] for picture in pictures]

    assert shown == [arrows(CONTRACTS[name]["layers"]) for name in ("houses", "rooms")]


def arrows(layers: list[str]) -> list[str]:
    """The layers as Mermaid arrows, each to the next."""
    named = [layer.replace(" | ", " & ") for layer in layers]
    return [f"{above} --> {below}" for above, below in pairwise(named)]


def test_no_test_module_needs_another() -> None:
    modules = [path.read_text() for path in (CHECKOUT / "tests").rglob("*.py")]

    assert len(modules) > 50
    assert not [
        name for text in modules for name in re.findall(r"from tests[\w.]*\.test_\w+", text)
    ]


def test_no_file_is_long_and_none_that_ships_is_longer_than_200_lines() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "__main__.py" in listed
    ships = {"__main__.py", "bootstrap", "ci", "components", "policy", "program", "records"}
    lengths = {name: len((CHECKOUT / name).read_text().splitlines()) for name in listed}

    assert not {
        name: length
        for name, length in lengths.items()
        if length > (200 if name.split("/")[0] in ships else 250)
    }


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


def test_components_read_no_configuration_and_no_stack_of_the_program() -> None:
    room = CHECKOUT / "components"
    texts = {str(p.relative_to(room)): p.read_text() for p in room.rglob("*.py")}

    assert len(texts) > 50
    for name, text in texts.items():
        assert not re.findall(r"\b(Config|StackReference|pulumi_aws\.config)\b", text), name
        # Dynamic providers take the credentials of their process, as the SDK's own plugins do.
        is_provider = name in ("record/chain.py", "github/ci_withdrawal.py")
        assert is_provider or not re.findall(r"\b(environ|getenv)\b", text), name


def imported(file: Path) -> set[str]:
    return set(re.findall(r"^\s*(?:from|import) (\w+)", file.read_text(), re.MULTILINE))


def test_imports_that_no_contract_covers_follow_the_rules_as_well() -> None:
    houses = {*HOUSES, "policy", "tests"}

    assert imported(CHECKOUT / "__main__.py") & houses == {"components", "program"}
    for file in (CHECKOUT / "policy").glob("*.py"):
        assert not imported(file) & houses, file.name
    for house in HOUSES:
        for file in (CHECKOUT / house).rglob("*.py"):
            assert not imported(file) & {"policy", "tests"}, file
            # Only what is imported by service has its types checked.
            assert not re.findall(r"^\s*import pulumi_", file.read_text(), re.MULTILINE), file
