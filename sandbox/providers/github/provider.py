"""The stand-in for the github provider: one row per resource type."""

from __future__ import annotations

from functools import partial
from typing import Any

from sandbox.providers.github import client as github_client
from sandbox.providers.github.repositories import ENVIRONMENT, repository
from sandbox.providers.github.row import Path, another_repository
from sandbox.providers.github.stored import CodespacesSecret, Secret, Variable
from sandbox.providers.provider import Provider
from sandbox.providers.resource import Function, Resource
from sandbox.providers.sameness import same_set
from sandbox.providers.schema import load

_REPOSITORY: Path = ("repos", "{owner}", "{repository}")
_ENVIRONMENT: Path = ("environments", "{environment}")
_ORGANIZATION: Path = ("orgs", "{owner}")
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

FUNCTIONS: dict[str, Function] = {"github:index/getRepository:getRepository": repository}


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
