"""The three services together."""

from __future__ import annotations

from pathlib import Path

from sandbox.services.aws.app import AwsApp, AwsHandler
from sandbox.services.github.api import github_app
from sandbox.services.github.database import Database
from sandbox.services.journal import Journal
from sandbox.services.serving import Server
from sandbox.services.submit.api import submit_app
from sandbox.services.submit.vault import Vault


class World:
    """Serves from the moment it is made. A port that is 0 or taken is replaced by a free one."""

    def __init__(self, folder: Path, submit_port: int, github_port: int, aws_port: int) -> None:
        """Raises CannotStart when the folder's AWS state cannot be loaded."""
        aws = AwsApp(folder)
        self._vault = Vault(folder / "vault.sqlite")
        self._database = Database(folder / "github.sqlite")
        submit = submit_app(self._vault, Journal(folder / "submit-requests.jsonl"))
        github = github_app(self._database, Journal(folder / "github-requests.jsonl"))
        self._servers = {
            "submit": Server(submit, submit_port),
            "github": Server(github, github_port),
            "aws": Server(aws, aws_port, AwsHandler),
        }

    @property
    def ports(self) -> dict[str, int]:
        """The port of each service."""
        return {name: server.port for name, server in self._servers.items()}

    def stop(self) -> None:
        """Answer nothing more. All is saved already."""
        for server in self._servers.values():
            server.stop()
        self._vault.close()
        self._database.close()
