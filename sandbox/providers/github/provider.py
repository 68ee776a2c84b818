"""The stand-in for the github provider: one row per resource type."""

from __future__ import annotations

from functools import partial

from sandbox.providers.github import client as github_client
from sandbox.providers.github.repositories import ENVIRONMENT, public_key, repository
from sandbox.providers.github.secrets import SECRETS
from sandbox.providers.github.variables import VARIABLES
from sandbox.providers.provider import Provider
from sandbox.providers.resource import Function, Resource
from sandbox.providers.schema import load

RESOURCES: dict[str, Resource] = {
    **SECRETS,
    **VARIABLES,
    "github:index/repositoryEnvironment:RepositoryEnvironment": ENVIRONMENT,
}

FUNCTIONS: dict[str, Function] = {
    "github:index/getActionsPublicKey:getActionsPublicKey": public_key,
    "github:index/getRepository:getRepository": repository,
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
