"""The workflows run only this project's own commands, with the least rights."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.folder import CHECKOUT

WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
VERBS = ("preview", "deploy", "verify", "rotate")


def jobs(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(path.read_text())["jobs"].values())


def workflow(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CHECKOUT / f".github/workflows/{name}.yml").read_text())
    return found


def holds(condition: str, **values: str) -> bool:
    """Whether the condition of a job is true, with these values for what it names."""
    for name, value in values.items():
        condition = condition.replace(name.replace("__", "."), repr(value))
    words = condition.replace("&&", "and").replace("||", "or")
    return bool(eval(words, {"__builtins__": {}}))  # noqa: S307 - the file is our own


def started(author: str, event: str = "pull_request", head: str = "acme/keys") -> set[str]:
    """The jobs of `deploy` that start for a pull request, or for a push to `main`."""
    is_pull = event == "pull_request"
    return {
        name
        for name, job in workflow("deploy")["jobs"].items()
        if holds(
            job["if"],
            vars__SUBMIT_KEY_STACKS='["production"]',
            github__event_name=event,
            github__ref="refs/pull/1/merge" if is_pull else "refs/heads/main",
            github__event__pull_request__head__repo__full_name=head if is_pull else "",
            github__event__pull_request__user__login=author if is_pull else "",
            github__repository="acme/keys",
        )
    }


def test_a_pull_request_is_previewed_unless_it_gets_no_secrets() -> None:
    assert started("ada") == {"preview"}
    assert started("ada", head="stranger/keys") == set()
    assert started("dependabot[bot]") == {"no-preview"}
    assert started("ada", event="push") == {"up"}


def test_a_pull_request_of_dependabot_is_told_why_it_has_no_preview(tmp_path: Path) -> None:
    job = workflow("deploy")["jobs"]["no-preview"]
    summary = tmp_path / "summary.md"

    subprocess.run(
        ["sh", "-c", job["steps"][0]["run"]],
        env={"GITHUB_STEP_SUMMARY": str(summary)},
        check=True,
    )

    assert "Dependabot" in summary.read_text()
    assert "make preview" in summary.read_text()
    assert job["permissions"] == {"contents": "read"}, "it runs no code and logs in nowhere"
    assert len(job["steps"]) == 1


def test_every_command_of_a_workflow_is_one_that_the_tests_run_too() -> None:
    commands = {
        step["run"]
        for path in WORKFLOWS
        for job in jobs(path)
        for step in job["steps"]
        if "run" in step
    } - {workflow("deploy")["jobs"]["no-preview"]["steps"][0]["run"]}

    assert commands == {".ci/run", "make setup", *(f'make {verb} STACK="$STACK"' for verb in VERBS)}
    assert re.search(
        rf"^{' '.join(VERBS)}: setup\b", (CHECKOUT / "Makefile").read_text(), re.MULTILINE
    )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_an_action_is_pinned_by_its_digest(path: Path) -> None:
    for job in jobs(path):
        used = [step["uses"] for step in job["steps"] if "uses" in step]
        assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_job_has_no_right_that_it_does_not_name(path: Path) -> None:
    assert yaml.safe_load(path.read_text())["permissions"] == {}
    for job in jobs(path):
        assert job["permissions"]["contents"] == "read"


def test_no_cloud_key_is_stored_and_no_new_key_is_an_input() -> None:
    text = "".join(path.read_text() for path in WORKFLOWS)

    assert "aws-access-key-id" not in text
    assert set(re.findall(r"secrets\.(\w+)", text)) == {"SUBMIT_KEY_GITHUB_TOKEN", "NEW_SUBMIT_KEY"}
    rotate = yaml.safe_load((CHECKOUT / ".github/workflows/rotate.yml").read_text())
    assert list(rotate[True]["workflow_dispatch"]["inputs"]) == ["stack"]


def test_two_updates_of_one_stack_never_overlap_and_none_is_killed() -> None:
    [job] = [
        job for job in jobs(CHECKOUT / ".github/workflows/deploy.yml") if "max-parallel" in str(job)
    ]

    assert job["concurrency"] == {
        "group": "submit-key-${{ matrix.stack }}",
        "cancel-in-progress": False,
    }
