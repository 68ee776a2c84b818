"""The stand-in for the github provider: one row per resource type."""

from __future__ import annotations

from functools import partial
from typing import Any

from sandbox.providers.github import client as github_client
from sandbox.providers.github.repositories import ENVIRONMENT, listed, repository
from sandbox.providers.github.row import another_repository
from sandbox.providers.github.stored import CodespacesSecret, Secret, Variable
from sandbox.providers.provider import Provider
from sandbox.providers.resource import Function, Resource
from sandbox.providers.sameness import same_set
from sandbox.providers.schema import load

_REPOSITORY: tuple[str, ...] = ("repos", "{owner}", "{repository}")
_ENVIRONMENT: tuple[str, ...] = ("environments", "{environment}")
_ORGANIZATION: tuple[str, ...] = ("orgs", "{owner}")
_OWNED: dict[str, Any] = {"replaced_if": {"repository": another_repository}}
_SHARED: dict[str, Any] = {"equal": {"selectedRepositoryIds": same_set}}

RESOURCES: dict[str, Resource] = {
    "github:index/actionsSecret:ActionsSecret": Secret(
        path=(*_REPOSITORY, "actions", "secrets", "{secretName}"),
        id_parts=("repository", "secretName"),
        **_OWNED,
    ),
    "github:index/dependabotSecret:DependabotSecret": Secret(
        path=(*_REPOSITORY, "dependabot", "secrets", "{secretName}"),
        id_parts=("repository", "secretName"),
        **_OWNED,
    ),
    "github:index/codespacesSecret:CodespacesSecret": CodespacesSecret(
        path=(*_REPOSITORY, "codespaces", "secrets", "{secretName}"),
        id_parts=("repository", "secretName"),
        separator="/",
    ),
    "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": Secret(
        path=("repositories", "{repositoryId}", *_ENVIRONMENT, "secrets", "{secretName}"),
        id_parts=("repository", "environment", "secretName"),
        delete_before_replace=True,
        **_OWNED,
    ),
    "github:index/actionsOrganizationSecret:ActionsOrganizationSecret": Secret(
        path=(*_ORGANIZATION, "actions", "secrets", "{secretName}"),
        id_parts=("secretName",),
        **_SHARED,
    ),
    "github:index/actionsVariable:ActionsVariable": Variable(
        path=(*_REPOSITORY, "actions", "variables", "{variableName}"),
        id_parts=("repository", "variableName"),
        **_OWNED,
    ),
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": Variable(
        path=(*_REPOSITORY, *_ENVIRONMENT, "variables", "{variableName}"),
        id_parts=("repository", "environment", "variableName"),
        **_OWNED,
    ),
    "github:index/actionsOrganizationVariable:ActionsOrganizationVariable": Variable(
        path=(*_ORGANIZATION, "actions", "variables", "{variableName}"),
        id_parts=("variableName",),
        **_SHARED,
    ),
    "github:index/repositoryEnvironment:RepositoryEnvironment": ENVIRONMENT,
}

_BY_ID = ("repositories", "{repositoryId}", *_ENVIRONMENT)
_LISTED: dict[str, Function] = {
    "getActionsSecrets": listed("secrets", *_REPOSITORY, "actions"),
    "getActionsVariables": listed("variables", *_REPOSITORY, "actions"),
    "getActionsEnvironmentSecrets": listed("secrets", *_BY_ID),
    "getActionsEnvironmentVariables": listed("variables", *_REPOSITORY, *_ENVIRONMENT),
    "getActionsOrganizationSecrets": listed("secrets", *_ORGANIZATION, "actions"),
    "getActionsOrganizationVariables": listed("variables", *_ORGANIZATION, "actions"),
    "getDependabotSecrets": listed("secrets", *_REPOSITORY, "dependabot"),
    "getCodespacesSecrets": listed("secrets", *_REPOSITORY, "codespaces"),
}
FUNCTIONS: dict[str, Function] = {
    "github:index/getRepository:getRepository": repository,
    **{f"github:index/{name}:{name}": function for name, function in _LISTED.items()},
}


def provider() -> Provider:
    """What `plugin.py` serves."""
    schema = load("github")
    return Provider(
        schema=schema,
        connect=partial(github_client.connect, schema),
        complaints=partial(github_client.complaints, schema),
        explain=github_client.explain,
        names_resources=False,
        resources=RESOURCES,
        functions=FUNCTIONS,
    )
