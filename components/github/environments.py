"""The GitHub environments that are made here, for the secrets in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pulumi
from pulumi_github import (
    RepositoryEnvironment,
    RepositoryEnvironmentDeploymentBranchPolicyArgs,
    RepositoryEnvironmentReviewerArgs,
)

from components.github.homes import Homes
from components.github.settings import GithubEnvironment


def make_environments(
    name: str,
    environments: Sequence[GithubEnvironment],
    homes: Homes,
    opts: pulumi.ResourceOptions,
) -> dict[tuple[str, str], pulumi.Resource]:
    """Make those that are asked for, `<name>-environment-<repository>/<environment>`.

    By repository and environment, so that the secrets in them can wait for them.
    """
    return {
        (repository, each.name): RepositoryEnvironment(
            _named(name, each, repository),
            repository=repository,
            environment=each.name,
            prevent_self_review=each.prevent_self_review,
            reviewers=_reviewers(each),
            deployment_branch_policy=_branches(each),
            opts=homes.options(opts, repository, partial(_named, name, each)),
        )
        for each in environments
        if each.create
        for repository in each.repositories
    }


def _named(name: str, each: GithubEnvironment, repository: str) -> str:
    return f"{name}-environment-{repository}/{each.name}"


def _reviewers(each: GithubEnvironment) -> list[RepositoryEnvironmentReviewerArgs]:
    teams, users = each.reviewers.teams, each.reviewers.users
    return [RepositoryEnvironmentReviewerArgs(teams=teams, users=users)] if teams or users else []


def _branches(
    each: GithubEnvironment,
) -> RepositoryEnvironmentDeploymentBranchPolicyArgs | None:
    if each.branches == "any":
        return None
    return RepositoryEnvironmentDeploymentBranchPolicyArgs(
        protected_branches=True, custom_branch_policies=False
    )
