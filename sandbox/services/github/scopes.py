"""Where a secret or variable belongs, and the URLs that lead there.

A scope is `actions/1001`, `dependabot/1001`, `codespaces/1001` (repository ids), `environment/7`
(environment id) or `organization/acme`. Each has secrets, variables and a key pair of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.services.github.errors import not_found
from sandbox.services.github.repositories import ORGANIZATION, Repositories

ScopeOf = Callable[[Mapping[str, str]], str]
"""Tells the scope from the named parts of a URL; raises 404 where there is none."""

REPOSITORY_URL = "/repos/<owner>/<repo>"
ENVIRONMENT_URL = f"{REPOSITORY_URL}/environments/<path:environment>"
ORGANIZATION_URL = "/orgs/<organization>"


def secret_scopes(repositories: Repositories) -> dict[str, ScopeOf]:
    """Every URL that has `/secrets` under it, but for the organization's."""
    return {
        **{
            f"{REPOSITORY_URL}/{product}": _repository(repositories, product)
            for product in ("actions", "dependabot", "codespaces")
        },
        ENVIRONMENT_URL: _environment(repositories),
    }


def variable_scopes(repositories: Repositories) -> dict[str, ScopeOf]:
    """Every URL that has `/variables` under it, but for the organization's."""
    return {
        f"{REPOSITORY_URL}/actions": _repository(repositories, "actions"),
        ENVIRONMENT_URL: _environment(repositories),
    }


def organization_variable_scope(place: Mapping[str, str]) -> str:
    """Likewise for variables: one may have the name of a secret."""
    return organization_scope(place).replace("organization/", "organization-variables/", 1)


def organization_scope(place: Mapping[str, str]) -> str:
    """The scope of the one organization there is, or 404."""
    if place["organization"].lower() != ORGANIZATION:
        raise not_found()
    return f"organization/{ORGANIZATION}"


def _repository(repositories: Repositories, product: str) -> ScopeOf:
    return lambda place: f"{product}/{repositories.find(place['owner'], place['repo'])['id']}"


def _environment(repositories: Repositories) -> ScopeOf:
    def scope(place: Mapping[str, str]) -> str:
        found = repositories.environment(place["owner"], place["repo"], place["environment"])
        return f"environment/{found['id']}"

    return scope
