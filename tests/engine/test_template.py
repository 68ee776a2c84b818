"""`pulumi new` asks for the needed settings and creates a project that works."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from sandbox.folder import CHECKOUT
from tests.engine.newcomer import copied
from tests.engine.person import Person

pytestmark = pytest.mark.engine
ASKED = {"aws:region": "eu-west-1", "github:owner": "acme", "environment": "development"}


def pulumi(person: Person, backend: Path, *arguments: str, stdin: str = "") -> None:
    """Run the engine with its own backend: the sandbox's already has a project of this name."""
    program, environment = person.session.command("pulumi")
    backend.mkdir(exist_ok=True)
    done = subprocess.run(
        [program, *arguments, "--non-interactive"],
        env={**environment, "PULUMI_BACKEND_URL": f"file://{backend}"},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout


def test_a_new_project_is_asked_for_its_settings_and_previews(
    person: Person, tmp_path: Path
) -> None:
    template, project = copied(tmp_path / "template"), tmp_path / "new"
    shutil.rmtree(template / ".venv")
    project.mkdir()
    backend = tmp_path / "state"
    answers = [part for name, text in ASKED.items() for part in ("-c", f"{name}={text}")]
    options = ["--dir", str(project), "--name", "submit-key", "--stack", "dev", *answers]

    pulumi(person, backend, "new", str(template), "--yes", *options)

    assert "template" not in yaml.safe_load((project / "Pulumi.yaml").read_text())
    settings = project / "Pulumi.dev.yaml"
    written = yaml.safe_load(settings.read_text())
    assert written["config"] == {
        name if ":" in name else f"submit-key:{name}": text for name, text in ASKED.items()
    }
    (project / ".venv").symlink_to(CHECKOUT / ".venv")
    sandbox = yaml.safe_load(person.session.folder.stack_settings.read_text())["config"]
    written["config"] |= {
        name: value for name, value in sandbox.items() if name != "submit-key:submitKey"
    }
    settings.write_text(yaml.safe_dump(written))
    here = ["--cwd", str(project), "--stack", "dev"]
    pulumi(person, backend, "config", "set", "--secret", "submitKey", *here, stdin=person.key)
    pulumi(person, backend, "preview", *here)


def test_the_template_asks_for_the_key_as_a_secret_and_for_nothing_unknown() -> None:
    project = yaml.safe_load((CHECKOUT / "Pulumi.yaml").read_text())
    asked = project["template"]["config"]

    assert asked["submitKey"]["secret"] is True
    assert {name for name in asked if ":" not in name} <= set(project["config"])
    assert all(each["description"] for each in asked.values())
