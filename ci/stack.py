"""Runs the engine for one stack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from components.refusal import OneLineError

_SEEN = "resOutputsEvent"


class Failed(OneLineError):
    """A step of a workflow failed: why and the way out, in one line."""


class Stack:
    """One stack of the project in the current folder, by its name alone or by its full name."""

    def __init__(self, name: str) -> None:
        self._given = name
        self.name = name.rpartition("/")[2]
        """Without organization and project, so that both forms mean one file and one branch."""
        if not self.name:
            raise Failed("no stack was named; add STACK=<name>")
        self.settings = Path(f"Pulumi.{self.name}.yaml")

    def json(self, *arguments: str) -> tuple[bool, dict[str, Any]]:
        """Whether a command succeeded, and the JSON it printed. Shows nothing."""
        done = self._run([*arguments, "--json"], capture=True)
        try:
            document = json.loads(done.stdout)
        except ValueError:
            return False, {"diagnostics": [{"severity": "error", "message": _last(done.stderr)}]}
        return done.returncode == 0, document

    def exported(self) -> str:
        """The state, its secrets encrypted; empty if there is none. Never show it."""
        return self._run(["stack", "export"], capture=True).stdout

    def refreshed(self) -> dict[str, Any]:
        """What a refresh would find, in the form of a preview's JSON; changes nothing.

        The engine's plain JSON has only what was known before; its stream has what it found.
        """
        streamed = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
        arguments = ["refresh", "--preview-only", "--json"]
        done = self._run(arguments, capture=True, more=streamed)
        events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        found = [each[_SEEN]["metadata"] for each in events if _SEEN in each]
        said = [each["diagnosticEvent"] for each in events if "diagnosticEvent" in each]
        if done.returncode and not any(each["severity"] == "error" for each in said):
            said.append({"severity": "error", "message": _last(done.stderr)})
        steps = [{**each, "oldState": each["old"], "newState": each["new"]} for each in found]
        return {"steps": steps, "diagnostics": said}

    def show(self, *arguments: str) -> bool:
        """Run a command that may print; whether it succeeded."""
        sys.stdout.flush()
        return self._run(list(arguments), capture=False).returncode == 0

    def get(self, setting: str) -> str | None:
        """A setting, decrypted; None if it is not set. Never show it."""
        done = self._run(["config", "get", setting], capture=True)
        return done.stdout.strip() if done.returncode == 0 else None

    def set(self, setting: str, value: str, *options: str) -> None:
        """Set a setting; the value goes by standard input. Raises `Failed`."""
        done = self._run(["config", "set", setting, *options], capture=True, stdin=value)
        if done.returncode:
            raise Failed(f"pulumi config set {setting} failed: {_last(done.stderr)}")

    def _run(
        self,
        arguments: list[str],
        *,
        capture: bool,
        stdin: str = "",
        more: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        folders = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        return subprocess.run(
            ["pulumi", *arguments, f"--stack={self._given}", "--non-interactive"],
            env={**os.environ, "PATH": os.pathsep.join(folders), **(more or {})},
            input=stdin,
            capture_output=capture,
            text=True,
            check=False,
        )


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
