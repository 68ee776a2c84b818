"""`RepositoryWithdrawal`: removes what was written into a repository that the settings left out.

The github provider knows a repository by its name. It would delete through GitHub's redirect what
was written under the new name, fail for ever at a repository that is gone or archived, and remove
from a new repository what belonged to the former one of that name. This one knows it by its id.

The names of this module and of its classes are a state contract, as in `ci_withdrawal`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CheckResult, CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicResource, failure
from components.github.ci_withdrawal import CiWithdrawalProvider
from components.github.login import api_url
from components.github.names import Repository
from components.github.ownership import Claim, Leave, refuse_foreign, refuse_unknown_move
from components.key.facts import whole
from components.refusal import Refusal

_ASKED = ("setting", "archived", "found", "former", "adopt", "older")
"""Inputs that are only checked, not kept: they differ from update to update."""


class RepositoryWithdrawalProvider(CiWithdrawalProvider):
    """Remembers what is written into a repository, before it is; deletes it at the end."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse what could not be removed again, and what is there already and was not written by
        this stack. No network."""
        asked = {name: news.pop(name, None) for name in _ASKED}
        leave = Leave(adopt=bool(asked["adopt"]), older=bool(asked["older"]))
        claim = Claim(written=news["paths"], found=asked["found"] or ())
        setting, where = asked["setting"], f"the repository {news['repository']}"
        try:
            self._login.check()
            refuse_foreign(claim, _olds.get("paths") or (), leave, setting, where)
            refuse_unknown_move(_olds, {**news, **asked}, leave, setting)
        except Refusal as refusal:
            return CheckResult(news, [failure(refusal)])
        return CheckResult(news, [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Another name or other contents are stored in place; the id never changes."""
        return DiffResult(changes=_kept(_olds) != _kept(_news))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Remember the repository."""
        return CreateResult(str(whole(props["repositoryId"])), _kept(props))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Remember what is there now."""
        return UpdateResult(_kept(_news))

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete all of it. Raises `NotRemoved` unless GitHub says that it is gone."""
        root, owner = api_url(self._login.base_url), f"repositories/{_id}"
        self._withdraw(root, owner, _props["paths"], _props["repository"])


def _kept(props: dict[str, Any]) -> dict[str, Any]:
    kept = {name: props[name] for name in ("repository", "paths")}
    return {**kept, "repositoryId": whole(props["repositoryId"])}


@dataclass(frozen=True, kw_only=True)
class RepositoryWithdrawalArgs:
    """What a `RepositoryWithdrawal` needs."""

    repository: Repository
    paths: Sequence[str]
    """All that is written there, as paths below the repository."""
    found: pulumi.Output[list[str]]
    """Those of them that are there already, where the last update did not write them."""
    former: pulumi.Output[str | None]
    """The other name that the repository had at the last update."""
    adopt: bool
    """Whether secrets that are found are taken over."""
    older: pulumi.Output[bool]
    """Whether the last update was made by a version that did not remember what it wrote."""


class RepositoryWithdrawal(DynamicResource, module="submit", name="RepositoryWithdrawal"):
    """Deletes, at the end, all that was written into one repository."""

    def __init__(
        self,
        name: str,
        args: RepositoryWithdrawalArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        repository = args.repository
        props = {
            "repositoryId": repository.id,
            "repository": repository.name,
            "paths": sorted(args.paths),
            "setting": repository.setting,
            "archived": repository.archived,
            "found": args.found,
            "former": args.former,
            "adopt": args.adopt,
            "older": args.older,
        }
        super().__init__(RepositoryWithdrawalProvider(), name, props, opts)
