"""`CiWithdrawal`: deletes a secret on GitHub once the settings no longer name it.

The names of this module and of its classes are a state contract: the engine finds the provider
of a resource made long ago by them, so renaming one breaks `destroy` and `refresh` of every stack.
"""

from __future__ import annotations

import os
from typing import Any

import pulumi
from pulumi.dynamic import ConfigureRequest, CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource
from components.github.api import NotRemoved, api_url, remove_secret


class CiWithdrawalProvider(DynamicProvider):
    """Stores the address of a secret; when it is deleted itself, it deletes the secret."""

    def configure(self, req: ConfigureRequest) -> None:
        """Read the settings of the github provider, in the provider's order of precedence."""
        super().configure(req)
        config, environment = req.config.get, os.environ.get
        organization = config("github:organization") or environment("GITHUB_ORGANIZATION")
        self._owner = organization or environment("GITHUB_OWNER") or config("github:owner")
        self._base = config("github:baseUrl") or environment("GITHUB_BASE_URL")
        self._token = config("github:token") or environment("GITHUB_TOKEN")

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Replace it if the secret's path changes: that is another secret."""
        moved = _olds["path"] != _news["path"]
        return DiffResult(changes=moved, replaces=["path"] if moved else [])

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Store the secret's address."""
        if not self._owner:
            raise NotRemoved("github:owner is not set; pulumi config set github:owner <account>")
        url = api_url(self._base) + props["path"].replace("{owner}", self._owner)
        return CreateResult(url, {"path": props["path"]})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Never called for a change: only the path can change, and that replaces."""
        return UpdateResult({"path": _news["path"]})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the secret. Raises `NotRemoved` unless GitHub says that it is gone."""
        if not self._token:
            raise NotRemoved("no token for GitHub: set GITHUB_TOKEN or github:token")
        remove_secret(_id, self._token)


class CiWithdrawal(DynamicResource, module="submit", name="CiWithdrawal"):
    """Deletes, at the end, one secret that the github provider must never delete."""

    def __init__(self, name: str, path: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(CiWithdrawalProvider(), name, {"path": path}, opts)
