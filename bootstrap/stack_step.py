"""The step that makes the stack itself, in the state bucket, and its settings file."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bootstrap.plan import PROJECT, Plan
from components.refusal import OneLineError


@dataclass(frozen=True, kw_only=True)
class SettingsFile:
    """The stack and `Pulumi.<name>.yaml`."""

    plan: Plan
    folder: Path = field(default_factory=Path.cwd)

    @property
    def words(self) -> str:
        """What it is."""
        return f"stack {self.plan.name} and {self._file.name}, encrypted by {self.plan.alias()}"

    def is_done(self) -> bool:
        """Look at the file, then ask for the stack."""
        return self._is_encrypted() and not self._missing() and self._exists()

    def do(self) -> None:
        """Make the stack, and set what is not set yet; never change what a person set."""
        if not (self._is_encrypted() and self._exists()):
            provider = f"--secrets-provider={self.plan.secrets_provider}"
            self._pulumi("stack", "init", self.plan.name, provider, "--no-select")
        for path, value in self._missing().items():
            self._pulumi("config", "set", f"--stack={self.plan.name}", "--path", path, value)

    @property
    def _file(self) -> Path:
        return self.folder / f"Pulumi.{self.plan.name}.yaml"

    def _document(self) -> dict[str, Any]:
        return (yaml.safe_load(self._file.read_text()) or {}) if self._file.exists() else {}

    def _is_encrypted(self) -> bool:
        document = self._document()
        is_ours = document.get("secretsprovider") == self.plan.secrets_provider
        return is_ours and "encryptedkey" in document

    def _missing(self) -> dict[str, str]:
        wanted = {
            "aws:region": self.plan.region,
            "github:owner": self.plan.owner,
            f"{PROJECT}:environment": self.plan.environment,
        }
        for number, stack in enumerate(self.plan.sibling_stacks):
            wanted[f"{PROJECT}:siblings[{number}]"] = stack
        there = self._document().get("config") or {}
        return {path: text for path, text in wanted.items() if path.split("[")[0] not in there}

    def _exists(self) -> bool:
        return self._run("stack", "export", f"--stack={self.plan.name}").returncode == 0

    def _pulumi(self, *arguments: str) -> None:
        done = self._run(*arguments)
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise OneLineError(f"pulumi {' '.join(arguments[:2])} failed: {' '.join(said)}")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PULUMI_BACKEND_URL": self.plan.backend}
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
