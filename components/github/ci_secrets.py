"""`CiSecrets`: the key where CI/CD jobs find it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from typing import Any

import pulumi
from pulumi_github import (
    ActionsEnvironmentVariable,
    ActionsOrganizationVariable,
    ActionsVariable,
    get_repository,
)

from components.github.ci_secret import CiSecret, CiSecretArgs
from components.github.ci_withdrawal import CiWithdrawal
from components.github.environments import make_environments
from components.github.places import ORGANIZATION, Drift, Place, places, rewrite_step
from components.github.settings import GithubSettings
from components.lookup import looked_up


@dataclass(frozen=True, kw_only=True)
class CiSecretsArgs:
    """What `CiSecrets` need."""

    key: pulumi.Output[str] = field(repr=False)
    """The proved key; secret."""
    key_version: int
    base_url: str
    github: GithubSettings
    """Which repositories, environments and organization; by default none."""
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
        asked = places(args.github, args.key_version)
        before = pulumi.Output.from_input(args.last_drift).apply(Drift.read)
        made = make_environments(name, args.github.environments, self._plain)
        secrets = [self._secret(place, before, made) for place in asked]
        self._base_urls(made)
        self._settle(before, asked, secrets)
        self.register_outputs({})

    def _secret(
        self,
        place: Place,
        before: pulumi.Output[Drift],
        environments: dict[tuple[str, str], pulumi.Resource],
    ) -> CiSecret:
        where = (place.where.get("repository", ""), place.where.get("environment", ""))
        after = [environments[where]] if where in environments else []
        secret = CiSecretArgs(
            place=place,
            key=self._args.key,
            rewrites=before.apply(lambda drift: drift.rewrites_of(place.name)),
            more=self._selected if place.kind is ORGANIZATION else {},
        )
        if place.kind.path is not None:
            name = place.name.removesuffix(f"-v{self._args.key_version}")
            after.append(CiWithdrawal(f"{self._name}-{name}-withdrawal", place.path(), self._plain))
        opts = pulumi.ResourceOptions.merge(self._keyed, pulumi.ResourceOptions(depends_on=after))
        return CiSecret(f"{self._name}-{place.name}", secret, opts)

    @cached_property
    def _selected(self) -> dict[str, Any]:
        """Which repositories see what is the organization's, where it names some."""
        organization = self._args.github.organization
        chosen = organization.repositories if organization else ()
        found = [_repository_id(number, name) for number, name in enumerate(chosen)]
        return {"selectedRepositoryIds": found} if found else {}

    def _base_urls(self, made: dict[tuple[str, str], pulumi.Resource]) -> None:
        github, base_url = self._args.github, self._args.base_url
        if github.organization is not None:
            ActionsOrganizationVariable(
                f"{self._name}-organization-base-url",
                variable_name=github.variable_name,
                value=base_url,
                visibility=github.organization.visibility,
                selected_repository_ids=self._selected.get("selectedRepositoryIds"),
                opts=self._plain,
            )
        for repository in github.repositories:
            ActionsVariable(
                f"{self._name}-actions-base-url-{repository}",
                repository=repository,
                variable_name=github.variable_name,
                value=base_url,
                opts=self._plain,
            )
        for each in github.environments:
            for repository in each.repositories:
                after = [made[repository, each.name]] if each.create else []
                ActionsEnvironmentVariable(
                    f"{self._name}-environment-base-url-{repository}/{each.name}",
                    repository=repository,
                    environment=each.name,
                    variable_name=github.variable_name,
                    value=base_url,
                    opts=pulumi.ResourceOptions.merge(
                        self._plain, pulumi.ResourceOptions(depends_on=after)
                    ),
                )

    def _settle(
        self, before: pulumi.Output[Drift], asked: Sequence[Place], secrets: Sequence[CiSecret]
    ) -> None:
        names = [place.name for place in asked]
        seen = pulumi.Output.all(*(secret.is_overwritten for secret in secrets))
        overwritten = seen.apply(lambda flags: list(compress(asked, flags)))
        self.drift = pulumi.Output.all(before, overwritten).apply(
            lambda both: both[0].next([place.name for place in both[1]], names)
        )
        self.next_step = overwritten.apply(lambda which: rewrite_step([p.words for p in which]))


def _repository_id(number: int, name: str) -> int:
    return looked_up(
        lambda: get_repository(name=name).repo_id,
        f"github.organization.repositories.{number}: GitHub does not show the repository"
        f" {name}; correct the name, or let the token see it",
    )
