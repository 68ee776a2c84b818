"""`CiSecrets`: the key where CI/CD jobs find it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import pulumi

from components.github.base_urls import BaseUrlsArgs, make_base_urls
from components.github.ci_secret import CiSecret, CiSecretArgs
from components.github.ci_withdrawal import CiWithdrawal
from components.github.environments import make_environments
from components.github.homes import Homes, HomesArgs
from components.github.names import Repository, archived_step
from components.github.places import (
    CODESPACES,
    ORGANIZATION,
    Drift,
    Place,
    all_steps,
    places,
    refresh_step,
    rewrite_step,
)
from components.github.settings import GithubSettings


@dataclass(frozen=True, kw_only=True)
class CiSecretsArgs:
    """What `CiSecrets` need."""

    key: pulumi.Output[str] = field(repr=False)
    """The proved key; secret."""
    key_version: int
    base_url: str
    github: GithubSettings
    """Which repositories, environments and organization; by default none."""
    repositories: Mapping[str, Repository]
    """Every repository that `github` names, by that name."""
    adopt: bool = False
    """Whether secrets that others wrote are taken over."""
    last_drift: pulumi.Output[Mapping[str, Any]] | None = None
    """The output `drift` of the last update; None where there was none."""
    after: pulumi.Resource
    """Nobody gets the key before this exists: the version that was proved."""
    guard: pulumi.Resource
    """Resources without a key depend on this one because its name survives a rotation; the engine
    rewrites its whole state for every changed dependency."""


class CiSecrets(pulumi.ComponentResource):
    """Give the proved key to GitHub.

    Type `atomyx:submit:CiSecrets`. Makes what the settings ask for:

    - `<name>-withdrawal-<repository-id>`: the RepositoryWithdrawal of all that is in a repository
    - `<name>-actions-key-<repository>`: the Actions secret, updated in place by a rotation
    - `<name>-actions-base-url-<repository>`: the ActionsVariable
    - `<name>-environment-<repository>/<environment>`: the RepositoryEnvironment, where it
      is to be made
    - `<name>-environment-key-<repository>/<environment>`: its secret, updated in place
    - `<name>-environment-base-url-<repository>/<environment>`: its ActionsEnvironmentVariable
    - `<name>-organization-key`: the organization's secret, updated in place
    - `<name>-organization-key-withdrawal`: its CiWithdrawal
    - `<name>-organization-base-url`: the ActionsOrganizationVariable, seen by the same repositories
    - `<name>-dependabot-key-<repository>`: the Dependabot secret, updated in place
    - `<name>-codespaces-key-<repository>-v<N>`: the Codespaces secret, written over its predecessor
    - `<name>-codespaces-key-<repository>-withdrawal`: its CiWithdrawal

    The provider replaces a Codespaces secret whose value changes, and an organization's secret
    whose selection changes: it writes the new one, then deletes the old one, which is the same.
    So it is never let delete those two, and a withdrawal removes them at the end.
    """

    drift: pulumi.Output[dict[str, Any]]
    """Which secrets somebody else wrote over, and how often each was written anew."""
    next_step: pulumi.Output[str]

    def __init__(
        self, name: str, args: CiSecretsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:CiSecrets", name, None, opts)
        self._args = args
        self._keyed = pulumi.ResourceOptions(parent=self, depends_on=[args.after])
        self._plain = pulumi.ResourceOptions(parent=self, depends_on=[args.guard])
        last: pulumi.Output[Any] = pulumi.Output.from_input(args.last_drift)
        homes = HomesArgs(args.github, args.repositories, args.adopt, last)
        # After the guard: where it stops a destroy, GitHub has lost what the state has lost.
        self._homes = Homes(name, homes, self._plain)
        made = make_environments(name, args.github.environments, self._homes, self._plain)
        before, every = last.apply(Drift.read), places(args.github, args.key_version)
        self._withdrawals = {it.name: self._withdrawal(it) for it in every if it.kind.path}
        asked = list(filter(self._is_writable, every))
        secrets = [self._secret(place, before, made) for place in asked]
        make_base_urls(name, self._of_base_urls(made), self._plain)
        self._settle(before, asked, secrets)
        self.register_outputs({})

    def _of_base_urls(self, made: dict[tuple[str, str], pulumi.Resource]) -> BaseUrlsArgs:
        return BaseUrlsArgs(
            github=self._args.github,
            base_url=self._args.base_url,
            homes=self._homes,
            environments=made,
            selected=self._selected,
            after_shared=[
                one for name, one in self._withdrawals.items() if name == "organization-key"
            ],
        )

    def _is_writable(self, place: Place) -> bool:
        """A Codespaces secret is written by making another resource: never in an archive."""
        is_made_anew = place.kind is CODESPACES
        return not (is_made_anew and self._homes.is_archived(place.where["repository"]))

    def _secret(
        self,
        place: Place,
        before: pulumi.Output[Drift],
        environments: dict[tuple[str, str], pulumi.Resource],
    ) -> CiSecret:
        repository = place.where.get("repository", "")
        where = (repository, place.where.get("environment", ""))
        after = [environments[where]] if where in environments else []
        secret = CiSecretArgs(
            place=place,
            key=self._args.key,
            rewrites=before.apply(lambda drift: drift.rewrites_of(place.name)),
            more=self._audience(place),
            repository_id=self._id_of(place),
        )
        if place.name in self._withdrawals:
            after.append(self._withdrawals[place.name])
        opts = pulumi.ResourceOptions.merge(self._keyed, pulumi.ResourceOptions(depends_on=after))
        if repository:
            opts = self._homes.options(opts, repository, lambda other: self._called(place, other))
        return CiSecret(self._called(place, repository), secret, opts)

    def _called(self, place: Place, repository: str) -> str:
        return f"{self._name}-{place.named_in(repository)}"

    def _id_of(self, place: Place) -> int | None:
        repository = place.where.get("repository")
        return None if repository is None else self._homes.id_of(repository)

    def _withdrawal(self, place: Place) -> CiWithdrawal:
        def called(repository: str) -> str:
            name = self._called(place, repository).removesuffix(f"-v{self._args.key_version}")
            return f"{name}-withdrawal"

        repository = place.where.get("repository", "")
        aliases = self._homes.aliases(repository, called) if repository else []
        opts = pulumi.ResourceOptions.merge(self._plain, pulumi.ResourceOptions(aliases=aliases))
        return self._homes.withdrawal_of(called(repository), place.path(self._id_of(place)), opts)

    def _audience(self, place: Place) -> dict[str, Any]:
        is_chosen = place.kind is ORGANIZATION and self._selected
        return {"selectedRepositoryIds": self._selected} if is_chosen else {}

    @property
    def _selected(self) -> list[int]:
        """Which repositories see what is the organization's, where it names some.

        The provider warns that this input of the secret is deprecated. The resource it recommends
        is no way out: a rotation would write the secret without the list, which GitHub takes for
        an empty one (external-secrets, pull request 6519), and nothing would fill it again.
        """
        organization = self._args.github.organization
        chosen = organization.repositories if organization else ()
        return [self._homes.id_of(name) for name in chosen]

    def _settle(
        self, before: pulumi.Output[Drift], asked: Sequence[Place], secrets: Sequence[CiSecret]
    ) -> None:
        names = [place.name for place in asked]
        overwritten = _those(asked, [secret.is_overwritten for secret in secrets])
        lost = _those(asked, [secret.is_elsewhere for secret in secrets])
        self.drift = pulumi.Output.all(before, overwritten).apply(
            lambda both: {
                **both[0].next([place.name for place in both[1]], names),
                "repositories": self._homes.remembered,
            }
        )
        archived = archived_step(self._args.repositories)
        self.next_step = pulumi.Output.all(lost, overwritten).apply(
            lambda both: all_steps(
                refresh_step([place.where["repository"] for place in both[0]]),
                rewrite_step([place.words for place in both[1]]),
                archived,
            )
        )


def _those(
    asked: Sequence[Place], flags: Sequence[pulumi.Output[bool]]
) -> pulumi.Output[list[Place]]:
    return pulumi.Output.all(*flags).apply(lambda seen: list(compress(asked, seen)))
