"""`Homes`: how the engine has to treat what is in each repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.github.ci_withdrawal import CiWithdrawal
from components.github.known import Known, remembered
from components.github.lookups import hidden, there, there_in_organization
from components.github.names import ORGANIZATION, Repository, contents, shared
from components.github.repository_withdrawal import (
    RepositoryWithdrawal,
    RepositoryWithdrawalArgs,
)
from components.github.settings import GithubSettings

_ANOTHER = (
    "is another repository than at the last update; what was written into that one is removed"
)


@dataclass(frozen=True)
class HomesArgs:
    """What `Homes` need."""

    github: GithubSettings
    repositories: Mapping[str, Repository]
    """Every repository of the settings, by its name there."""
    adopt: bool
    """Whether secrets that others wrote are taken over."""
    last: pulumi.Output[Mapping[str, Any] | None]
    """The output `ciDrift` of the last update."""


class Homes:
    """The repositories and the organization, each with what withdraws it at the end.

    A repository keeps its resources under another name (`aliases`); a repository that leaves the
    settings takes them out of the state (`deleted_with`), and its withdrawal deletes what they
    made; in an archived one nothing is written (`ignore_changes`).
    """

    def __init__(self, name: str, args: HomesArgs, opts: pulumi.ResourceOptions) -> None:
        self._name, self._args, self._opts = name, args, opts
        self._known = args.last.apply(Known.read)
        self._contents = contents(args.github)
        self._withdrawals = {
            repository: self._withdrawal(args.repositories[repository], paths)
            for repository, paths in self._contents.items()
        }
        self._known.apply(self._tell_hidden)

    def _tell_hidden(self, known: Known) -> None:
        every = self._args.repositories.values()
        asked = [it for it in every if not known.is_left(it.id, self._contents.get(it.name, ()))]
        for warning in hidden(self._args.github, asked):
            pulumi.log.warn(warning, self._opts.parent)

    def _withdrawal(self, repository: Repository, paths: Sequence[str]) -> RepositoryWithdrawal:
        def found(known: Known) -> list[str]:
            if known.is_another(repository.id, repository.name):
                pulumi.log.warn(f"{repository.setting}: {repository.name} {_ANOTHER}")
            return there(repository, paths) if known.is_new(repository.id, paths) else []

        args = RepositoryWithdrawalArgs(
            repository=repository,
            paths=paths,
            found=self._known.apply(found),
            former=self.former(repository.name),
            adopt=self._args.adopt,
            older=self._known.apply(lambda known: known.is_older),
        )
        name = f"{self._name}-withdrawal-{repository.id}"
        return RepositoryWithdrawal(name, args, self._opts)

    def id_of(self, repository: str) -> int:
        """The id of a repository of the settings."""
        return self._args.repositories[repository].id

    def is_archived(self, repository: str | None) -> bool:
        """Whether nothing can be written there; no organization is archived."""
        return repository is not None and self._args.repositories[repository].archived

    def former(self, repository: str) -> pulumi.Output[str | None]:
        """The other name that a repository of the settings had at the last update."""
        id_ = self.id_of(repository)
        return self._known.apply(lambda known: known.former(id_, repository))

    def aliases(
        self, repository: str, name_in: Callable[[str], str]
    ) -> list[pulumi.Input[str | pulumi.Alias]]:
        """The former name of a resource; `name_in` gives its name in any repository."""

        # The SDK takes no empty alias: without a former name, this one is the name of nothing.
        return [self.former(repository).apply(lambda it: pulumi.Alias(name=name_in(it or "")))]

    def options(
        self, opts: pulumi.ResourceOptions, repository: str, name_in: Callable[[str], str]
    ) -> pulumi.ResourceOptions:
        """The options of a resource that is in a repository."""
        withdrawal = self._withdrawals[repository]
        own = pulumi.ResourceOptions(
            depends_on=[withdrawal],
            deleted_with=withdrawal,
            aliases=self.aliases(repository, name_in),
            ignore_changes=["*"] if self.is_archived(repository) else None,
        )
        return pulumi.ResourceOptions.merge(opts, own)

    def withdrawal_of(self, name: str, path: str, opts: pulumi.ResourceOptions) -> CiWithdrawal:
        """The withdrawal of a secret that the provider must never delete itself."""
        asked = {
            "found": self._known.apply(self._found_in_organization),
            "adopt": self._args.adopt,
            "older": self._known.apply(lambda known: known.is_older),
        }
        return CiWithdrawal(name, path, asked if path.startswith("orgs/") else {}, opts)

    def _found_in_organization(self, known: Known) -> list[str]:
        paths = shared(self._args.github)
        return there_in_organization(paths) if known.is_new(ORGANIZATION, paths) else []

    @property
    def remembered(self) -> dict[str, Any]:
        """What the next update has to know."""
        places = {str(self.id_of(name)): (name, paths) for name, paths in self._contents.items()}
        if self._args.github.organization is not None:
            places[ORGANIZATION] = (ORGANIZATION, shared(self._args.github))
        return remembered(places)
