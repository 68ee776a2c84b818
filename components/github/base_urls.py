"""The base URL, which goes beside the key as a plain variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pulumi
from pulumi_github import (
    ActionsEnvironmentVariable,
    ActionsOrganizationVariable,
    ActionsVariable,
)

from components.github.homes import Homes
from components.github.settings import GithubSettings


@dataclass(frozen=True, kw_only=True)
class BaseUrlsArgs:
    """What the variables need."""

    github: GithubSettings
    base_url: str
    homes: Homes
    environments: Mapping[tuple[str, str], pulumi.Resource]
    """The environments that are made here, by repository and name."""
    selected: Sequence[int]
    """The ids of the repositories that see what is the organization's, where it names some."""
    after_shared: Sequence[pulumi.Resource]
    """What the organization's variable waits for."""


def make_base_urls(name: str, args: BaseUrlsArgs, opts: pulumi.ResourceOptions) -> None:
    """Make the variable of the organization, of each repository and of each environment."""
    github, variable_name = args.github, args.github.variable_name
    if github.organization is not None:
        after = pulumi.ResourceOptions(depends_on=args.after_shared)
        ActionsOrganizationVariable(
            f"{name}-organization-base-url",
            variable_name=variable_name,
            value=args.base_url,
            visibility=github.organization.visibility,
            selected_repository_ids=args.selected or None,
            opts=pulumi.ResourceOptions.merge(opts, after),
        )
    for repository in github.repositories:
        name_in = f"{name}-actions-base-url-{{}}".format
        ActionsVariable(
            name_in(repository),
            repository=repository,
            variable_name=variable_name,
            value=args.base_url,
            opts=args.homes.options(opts, repository, name_in),
        )
    for each in github.environments:
        for repository in each.repositories:
            _in_environment(partial(_named, name, each.name), args, repository, each.name, opts)


def _named(name: str, environment: str, repository: str) -> str:
    return f"{name}-environment-base-url-{repository}/{environment}"


def _in_environment(
    name_in: partial[str],
    args: BaseUrlsArgs,
    repository: str,
    environment: str,
    opts: pulumi.ResourceOptions,
) -> None:
    made = args.environments.get((repository, environment))
    after = pulumi.ResourceOptions(depends_on=[] if made is None else [made])
    ActionsEnvironmentVariable(
        name_in(repository),
        repository=repository,
        environment=environment,
        variable_name=args.github.variable_name,
        value=args.base_url,
        opts=args.homes.options(pulumi.ResourceOptions.merge(opts, after), repository, name_in),
    )
