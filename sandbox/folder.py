"""Where a sandbox lives: a folder inside the project, so that two checkouts never share one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
_PROGRAM = (
    "Pulumi.yaml",
    "__main__.py",
    "ci",
    "components",
    "bootstrap",
    "program",
    "records",
    ".venv",
)


@dataclass(frozen=True, kw_only=True)
class SandboxFolder:
    """The files of one sandbox."""

    project: Path = CHECKOUT
    """The folder in which `pulumi` runs."""

    @classmethod
    def apart(cls, folder: Path) -> SandboxFolder:
        """A sandbox that runs the same program in another folder than the checkout."""
        for name in _PROGRAM:
            (folder / name).symlink_to(CHECKOUT / name)
        return cls(project=folder)

    @property
    def root(self) -> Path:
        """Everything that a sandbox keeps, except the stack's settings."""
        return self.project / ".sandbox"

    @property
    def services(self) -> Path:
        """What the services keep between two starts."""
        return self.root / "services"

    @property
    def home(self) -> Path:
        """A PULUMI_HOME of its own, away from the user's."""
        return self.root / "home"

    @property
    def state(self) -> Path:
        """The engine's file backend."""
        return self.root / "state"

    @property
    def log(self) -> Path:
        """What the services print when something goes wrong."""
        return self.root / "services.log"

    @property
    def running(self) -> Path:
        """Process id and ports of the services; locked while they run."""
        return self.root / "running.json"

    @property
    def mutex(self) -> Path:
        """Locked by the command that is looking at the services or starting them."""
        return self.root / "mutex"

    @property
    def stack_settings(self) -> Path:
        """The settings of the stack `local`."""
        return self.project / "Pulumi.local.yaml"

    def passphrase(self) -> str:
        """The passphrase of the stack's secrets, made once for each sandbox."""
        path = self.root / "passphrase"
        if not path.exists():
            self.root.mkdir(exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24))
        return path.read_text()
