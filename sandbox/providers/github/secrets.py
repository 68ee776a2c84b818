"""GitHub secrets: repository, environment, organization, Dependabot and Codespaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.providers.github.client import GitHub
from sandbox.providers.github.places import (
    CODESPACES,
    DEPENDABOT,
    ENVIRONMENT,
    ORGANIZATION,
    REPOSITORY,
    Place,
    organization_folder,
    repository_ids,
)
from sandbox.providers.github.repositories import another_repository, github_name
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_set
from sandbox.providers.wire import Properties, unknown

_VALUES = ("encryptedValue", "plaintextValue", "value", "valueEncrypted")


def _one_value(inputs: Properties) -> Iterator[tuple[str, str]]:
    names = "encrypted_value,plaintext_value,value,value_encrypted"
    given = [name for name in _VALUES if name in inputs]
    if not given:
        yield "", f"one of `{names}` must be specified"
    elif len(given) > 1:
        yield "", f"only one of `{names}` can be specified, but {', '.join(given)} were"
    if "keyId" in inputs and "valueEncrypted" not in inputs:
        yield "keyId", "keyId goes with valueEncrypted only"


def _audience_known(inputs: Properties) -> Iterator[tuple[str, str]]:
    known = ("all", "private", "selected")
    if not unknown(inputs["visibility"]) and inputs["visibility"] not in known:
        yield "visibility", f"visibility must be one of {', '.join(known)}"


def _secret(place: Place, **options: Any) -> Resource:
    shared: dict[str, Any] = {
        "title": "GitHub secret",
        "create": place.create,
        "read": place.read,
        "update": place.update,
        "delete": place.delete,
        "from_id": place.from_id,
        "rules": (github_name("secretName"), _one_value),
        "replaced_if": {"repository": another_repository} if place.of_repository else {},
        "volatile": ("updatedAt", "remoteUpdatedAt"),
    }
    return Resource(**{**shared, **options})


def _read_codespaces(github: GitHub, id_: str, state: Properties) -> Properties | None:
    """Upstream still takes a foreign write for a loss here: the secret is then made anew."""
    found = CODESPACES.read(github, id_, state)
    return found if found and found["updatedAt"] == found["remoteUpdatedAt"] else None


def _read_organization(github: GitHub, id_: str, state: Properties) -> Properties | None:
    found = ORGANIZATION.read(github, id_, state)
    if found is None:
        return None
    path = (*organization_folder(github, state), state["secretName"])
    visibility = github.get(*path)["visibility"]
    ids = repository_ids(github, *path) if visibility == "selected" else None
    return {**found, "visibility": visibility, "selectedRepositoryIds": ids}


def _share(github: GitHub, state: Properties) -> str:
    path = (*organization_folder(github, state), state["secretName"], "repositories")
    github.put(*path, body={"selected_repository_ids": state["selectedRepositoryIds"]})
    return str(state["secretName"])


def _unshare(github: GitHub, _id: str, state: Properties) -> None:
    """The secret stays, shared with nobody."""
    _share(github, {**state, "selectedRepositoryIds": []})


def _shared_with(github: GitHub, id_: str, _state: Properties) -> Properties | None:
    path = (*organization_folder(github, {}), id_)
    if github.found(*path) is None:
        return None
    return {"secretName": id_, "selectedRepositoryIds": repository_ids(github, *path)}


SECRETS: dict[str, Resource] = {
    "github:index/actionsSecret:ActionsSecret": _secret(REPOSITORY),
    "github:index/dependabotSecret:DependabotSecret": _secret(DEPENDABOT),
    "github:index/codespacesSecret:CodespacesSecret": _secret(
        CODESPACES, read=_read_codespaces, replaced_if={}
    ),
    "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": _secret(
        ENVIRONMENT, delete_before_replace=True
    ),
    "github:index/actionsOrganizationSecret:ActionsOrganizationSecret": _secret(
        ORGANIZATION,
        read=_read_organization,
        rules=(github_name("secretName"), _one_value, _audience_known),
        equal={"selectedRepositoryIds": same_set},
    ),
    "github:index/actionsOrganizationSecretRepositories:ActionsOrganizationSecretRepositories": (
        Resource(
            title="GitHub organization secret repositories",
            create=_share,
            read=_shared_with,
            upsert=True,
            delete=_unshare,
            from_id=lambda id_: {"secretName": id_},
            equal={"selectedRepositoryIds": same_set},
        )
    ),
}
