"""The layers never mix, nor do the tests, and the documentation lists what the code has."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

from components.settings import OBJECTS
from sandbox.place import CHECKOUT
from tests.conftest import EXPORTS

RULES = (
    *("refusal", "key_material", "base_url", "policies", "rotation", "lifecycle", "section"),
    *(
        "arn",
        "document",
        "trust_policy",
        "key_policy",
        "rotator_policy",
        "watch_policy",
        "place",
        "scope",
    ),
    *("stored_text", "references", "ci_places"),
    *("record", "record_chain", "record_markdown", "runner", "holders"),
    *("auth_failures", "alarm_policies", "dashboard", "timeline", "outputs"),
    *(f"{name}_settings" for name in OBJECTS),
)
HTTP = ("submit_api", "evidence", "revocation", "witness", "github_api")
INPUT_OUTPUT = {"pulumi", "pulumi_aws", "pulumi_github", "requests", "socket", "subprocess", "os"}


def imported(module: str) -> set[str]:
    tree = ast.parse((CHECKOUT / "components" / f"{module}.py").read_text())
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("module", RULES)
def test_the_rules_know_no_engine_and_no_input_or_output(module: str) -> None:
    assert not imported(module) & INPUT_OUTPUT


@pytest.mark.parametrize("module", HTTP)
def test_http_knows_no_engine(module: str) -> None:
    assert not {name for name in imported(module) if name.startswith("pulumi")}


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


def test_the_readme_lists_every_setting_and_no_other() -> None:
    declared = yaml.safe_load((CHECKOUT / "Pulumi.yaml").read_text())["config"]
    plain = [name for name in declared if name not in OBJECTS]
    parts = [
        f"{name}.{option.alias}"
        for name, section in OBJECTS.items()
        for option in section.model_fields.values()
    ]

    assert table("Settings") == plain + parts


def test_the_readme_lists_every_output_and_no_other() -> None:
    assert set(table("Outputs")) == EXPORTS


def test_every_dependency_is_pinned_and_has_its_reason() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        lines = (CHECKOUT / file).read_text().splitlines()
        for line in lines:
            if line and not line.startswith(("#", "-")):
                assert re.fullmatch(r"[A-Za-z0-9-]+==\S+ +# \S.+", line), f"{file}: {line}"


def test_no_file_that_ships_is_long() -> None:
    files: list[Path] = [CHECKOUT / "__main__.py", *(CHECKOUT / "components").glob("*.py")]
    long = [path.name for path in files if len(path.read_text().splitlines()) > 200]
    assert not long
