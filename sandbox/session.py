"""A sandbox in use: its services, its stack, and the engine that runs the program there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

from sandbox.control import Control
from sandbox.engine.plugins import lay_out
from sandbox.folder import SandboxFolder
from sandbox.process import Addresses, SandboxError, ServicesProcess
from sandbox.shell import exports
from sandbox.stack import STACK, prepare


class Session:
    """One sandbox, up or down."""

    def __init__(self, folder: SandboxFolder) -> None:
        self.folder = folder
        self._services = ServicesProcess(folder)

    def up(self) -> Addresses:
        """Start the services and make the stack ready, with a first key; idempotent."""
        addresses = self._services.start()
        self.providers()
        self.folder.state.mkdir(exist_ok=True)
        is_new = not self.folder.stack_settings.exists()
        prepare(self.folder, addresses)
        self.pulumi("stack", "select", STACK, "--create")
        if is_new:
            self.set_key(self.control().create_key()["key"])
        return addresses

    def down(self, *, purge: bool = False) -> bool:
        """Stop the services; tell whether they ran. With `purge` forget everything."""
        ran = self._services.stop()
        if purge:
            shutil.rmtree(self.folder.root)
            self.folder.stack_settings.unlink(missing_ok=True)
        return ran

    def is_up(self) -> bool:
        """Tell whether the services run."""
        return self._services.is_up()

    def providers(self) -> Mapping[str, str]:
        """Which provider plugins are in use, "real" or "stand-in"."""
        return lay_out(self.folder.home)

    def addresses(self) -> Addresses:
        """Where the services listen. Raises SandboxError where they do not run."""
        return self._services.addresses()

    def control(self) -> Control:
        """The Vault, and faults on demand."""
        return Control(self.addresses())

    def exports(self) -> dict[str, str]:
        """What a shell has to export to see this sandbox."""
        return exports(self.folder, self.addresses())

    def set_key(self, key: str, key_version: int | None = None) -> None:
        """Set the stack's key, by standard input, and its version."""
        self.pulumi("config", "set", "--secret", "submitKey", stdin=key)
        if key_version is not None:
            self.pulumi("config", "set", "keyVersion", str(key_version))

    def pulumi(self, *arguments: str, stdin: str = "") -> str:
        """Run the Pulumi CLI without questions; returns what it printed.

        Raises:
            SandboxError: it failed; the message is what it printed (which is never a secret).
        """
        done = self.run("pulumi", *arguments, "--non-interactive", stdin=stdin)
        if done.returncode:
            raise SandboxError(
                f"pulumi {arguments[0]} failed: {done.stderr.strip() or done.stdout}"
            )
        return done.stdout

    def run(self, *command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command in the project, in the environment of `exports`."""
        program, environment = self.command(command[0])
        return subprocess.run(
            [program, *command[1:]],
            cwd=self.folder.project,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    def show(self, *command: str) -> None:
        """Run a command in the project and let it print what it prints.

        Raises:
            SandboxError: it failed.
        """
        program, environment = self.command(command[0])
        sys.stdout.flush()
        done = subprocess.run(
            [program, *command[1:]], cwd=self.folder.project, env=environment, check=False
        )
        if done.returncode:
            raise SandboxError(f"{command[0]} failed with status {done.returncode}")

    def command(self, name: str) -> tuple[str, dict[str, str]]:
        """A program, and the environment in which it sees this sandbox."""
        environment = {**os.environ, **self.exports()}
        return shutil.which(name, path=environment["PATH"]) or name, environment
