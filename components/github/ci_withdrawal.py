"""`CiWithdrawal`: deletes a secret on GitHub once the settings no longer name it.

The names of this module and of its classes are a state contract: the engine finds the provider
of a resource made long ago by them, so renaming one breaks `destroy` and `refresh` of every stack.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CheckResult, ConfigureRequest, CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource, failure
from components.github.api import NotRemoved, remove
from components.github.login import Login, api_url
from components.github.ownership import Claim, Leave, refuse_foreign
from components.refusal import Refusal

_ORGANIZATION = ("github.organization", "the organization")
_BY_NAME = re.compile(r"repos/\{owner\}/[^/]+")
_BY_ID = re.compile(r"repositories/\d+/")
_PARTS = re.compile(r"(.+?/)(orgs/[^/]+|repos/[^/]+/[^/]+|repositories/\d+)/(.+)")


class CiWithdrawalProvider(DynamicProvider):
    """Stores the address of a secret; when it is deleted itself, it deletes the secret."""

    def configure(self, req: ConfigureRequest) -> None:
        """Read the settings of the github provider, in the provider's order of precedence."""
        super().configure(req)
        self._login = Login.read(req.config.get, os.environ.get)

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse, without asking anybody, a secret that could not be removed again with these
        settings, and one that is there already and was not written by this stack."""
        found, adopt, older = (news.pop(name, None) for name in ("found", "adopt", "older"))
        claim = Claim(written=found or (), found=found or ())
        is_ours = _olds.get("path") == news["path"]
        leave = Leave(adopt=bool(adopt), older=bool(older))
        try:
            self._login.check()
            refuse_foreign(claim, claim.found if is_ours else (), leave, *_ORGANIZATION)
        except Refusal as refusal:
            return CheckResult(news, [failure(refusal)])
        return CheckResult(news, [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Replace it if the secret is another one: of another name, or of another repository.

        An early version knew a repository by its name; the same one is now known by its id.
        """
        old, new = _olds["path"], _news["path"]
        named = _BY_NAME.match(old)
        is_same = named is not None and new.endswith(old[named.end() :])
        replaces = ["path"] if old != new and not is_same else []
        return DiffResult(changes=old != new, replaces=replaces)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Store the secret's address."""
        if not self._login.owner:
            raise NotRemoved("github:owner is not set; pulumi config set github:owner <account>")
        url = api_url(self._login.base_url) + props["path"].replace("{owner}", self._login.owner)
        return CreateResult(url, {"path": props["path"]})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Store the same secret's address by the id of its repository."""
        return UpdateResult({"path": _news["path"]})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the secret. Raises `NotRemoved` unless GitHub says that it is gone."""
        path = _props.get("path", "")
        url = api_url(self._login.base_url) + path if _BY_ID.match(path) else _id
        [(root, owner, rest)] = _PARTS.findall(url)
        self._withdraw(root, owner, [rest])

    def _withdraw(self, root: str, owner: str, paths: list[str], name: str = "GitHub") -> None:
        """Delete these, and say what has to stay: this process has no other way to be heard."""
        if not self._login.token:
            raise NotRemoved("no token for GitHub: set GITHUB_TOKEN or github:token")
        stays = remove(root, owner, paths, self._login.token)
        if stays is not None:
            print(f"warning: {name}: {stays}", file=sys.stderr)


class CiWithdrawal(DynamicResource, module="submit", name="CiWithdrawal"):
    """Deletes, at the end, one secret that the github provider must never delete."""

    def __init__(
        self,
        name: str,
        path: str,
        asked: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`asked` is for the organization's: `found`, `adopt` and `older`."""
        super().__init__(CiWithdrawalProvider(), name, {"path": path, **asked}, opts)
