"""GitHub secrets: repository, environment, organization, Dependabot and Codespaces.

Values are sealed to a public key and never come back; drift shows in `remoteUpdatedAt` only.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from nacl import encoding, public

from sandbox.providers.github_client import GitHub
from sandbox.providers.github_repositories import (
    another_repository,
    github_name,
    repository_id,
    time_text,
)
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_set
from sandbox.providers.wire import Properties, unknown

Path = Callable[[GitHub, Properties], tuple[object, ...]]

_VALUES = ("encryptedValue", "plaintextValue", "value", "valueEncrypted")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one kind of secret lives: the path of its folder, and the id's parts."""

    folder: Path
    id_parts: tuple[str, ...]
    of_repository: bool = True

    def create(self, github: GitHub, state: Properties) -> str:
        """PUT, which overwrites a secret of that name without a word, as GitHub does."""
        if self.of_repository:
            state["repositoryId"] = repository_id(github, state)
        self.put(github, state)
        return ":".join(str(state[part]) for part in self.id_parts)

    def update(self, github: GitHub, _id: str, _old: Properties, state: Properties) -> None:
        """The same PUT: a secret that is gone is made again."""
        state.pop("updatedAt", None)
        self.put(github, state)

    def put(self, github: GitHub, state: Properties) -> None:
        folder = self.folder(github, state)
        sealed, key_id = _sealed(github, folder, state)
        state["keyId"] = key_id
        body = {"encrypted_value": sealed, "key_id": key_id, **_audience(state)}
        github.put(*folder, state["secretName"], body=body)

    def read(self, github: GitHub, _id: str, state: Properties) -> Properties | None:
        """`updatedAt` keeps the time of our own write, so the two times tell of a foreign one."""
        secret = github.found(*self._path(github, state))
        if secret is None:
            return None
        if self.of_repository and "repositoryId" not in state:
            state["repositoryId"] = repository_id(github, state)
        remote = time_text(secret["updated_at"])
        return {
            "createdAt": time_text(secret["created_at"]),
            "remoteUpdatedAt": remote,
            "updatedAt": state.get("updatedAt", remote),
            **{name: state.get(name) for name in ("repository", "environment", "secretName")},
        }

    def delete(self, github: GitHub, _id: str, state: Properties) -> None:
        """A secret that is gone already is an error (404), as with the real provider."""
        github.delete(*self._path(github, state))

    def from_id(self, id_: str) -> Properties:
        """The parts of an imported id."""
        return dict(zip(self.id_parts, id_.split(":"), strict=False))

    def _path(self, github: GitHub, state: Properties) -> tuple[object, ...]:
        return (*self.folder(github, state), state["secretName"])


def _sealed(github: GitHub, folder: tuple[object, ...], state: Properties) -> tuple[str, str]:
    """The value as GitHub takes it, and the id of the key it is sealed to."""
    given = state.get("valueEncrypted", state.get("encryptedValue"))
    if given is not None and state.get("keyId"):
        return str(given), str(state["keyId"])
    key = github.get(*folder, "public-key")
    if given is not None:
        return str(given), str(key["key_id"])
    text = state["value"] if "value" in state else state["plaintextValue"]
    box = public.SealedBox(public.PublicKey(key["key"].encode(), encoding.Base64Encoder))
    return base64.b64encode(box.encrypt(text.encode())).decode(), str(key["key_id"])


def _audience(state: Properties) -> Properties:
    """Which repositories see an organization's secret."""
    if "visibility" not in state:
        return {}
    chosen = {"selected_repository_ids": state["selectedRepositoryIds"]}
    shared = chosen if "selectedRepositoryIds" in state else {}
    return {"visibility": state["visibility"], **shared}


def _repository_folder(app: str) -> Path:
    return lambda github, state: ("repos", github.owner, state["repository"], app, "secrets")


def _environment_folder(github: GitHub, state: Properties) -> tuple[object, ...]:
    if "repositoryId" not in state:
        state["repositoryId"] = repository_id(github, state)
    repository = ("repositories", state["repositoryId"])
    return (*repository, "environments", state["environment"], "secrets")


def _organization_folder(github: GitHub, _state: Properties) -> tuple[object, ...]:
    return ("orgs", github.owner, "actions", "secrets")


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
    found = CODESPACES_PLACE.read(github, id_, state)
    return found if found and found["updatedAt"] == found["remoteUpdatedAt"] else None


def _read_organization(github: GitHub, id_: str, state: Properties) -> Properties | None:
    found = ORGANIZATION_PLACE.read(github, id_, state)
    if found is None:
        return None
    path = (*_organization_folder(github, state), state["secretName"])
    visibility = github.get(*path)["visibility"]
    ids = repository_ids(github, *path) if visibility == "selected" else None
    return {**found, "visibility": visibility, "selectedRepositoryIds": ids}


def repository_ids(github: GitHub, *path: object) -> list[int]:
    """The repositories that an organization's secret is shared with."""
    listed = github.get(*path, "repositories", query="?per_page=100")
    return sorted(each["id"] for each in listed["repositories"])


def _share(github: GitHub, state: Properties) -> str:
    path = (*_organization_folder(github, state), state["secretName"], "repositories")
    github.put(*path, body={"selected_repository_ids": state["selectedRepositoryIds"]})
    return str(state["secretName"])


def _shared_with(github: GitHub, id_: str, _state: Properties) -> Properties | None:
    path = (*_organization_folder(github, {}), id_)
    if github.found(*path) is None:
        return None
    return {"secretName": id_, "selectedRepositoryIds": repository_ids(github, *path)}


REPOSITORY_PLACE = Place(
    folder=_repository_folder("actions"), id_parts=("repository", "secretName")
)
DEPENDABOT_PLACE = Place(
    folder=_repository_folder("dependabot"), id_parts=("repository", "secretName")
)
CODESPACES_PLACE = Place(
    folder=_repository_folder("codespaces"), id_parts=("repository", "secretName")
)
ENVIRONMENT_PLACE = Place(
    folder=_environment_folder, id_parts=("repository", "environment", "secretName")
)
ORGANIZATION_PLACE = Place(
    folder=_organization_folder, id_parts=("secretName",), of_repository=False
)

SECRETS: dict[str, Resource] = {
    "github:index/actionsSecret:ActionsSecret": _secret(REPOSITORY_PLACE),
    "github:index/dependabotSecret:DependabotSecret": _secret(DEPENDABOT_PLACE),
    "github:index/codespacesSecret:CodespacesSecret": _secret(
        CODESPACES_PLACE, read=_read_codespaces, replaced_if={}
    ),
    "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": _secret(
        ENVIRONMENT_PLACE, delete_before_replace=True
    ),
    "github:index/actionsOrganizationSecret:ActionsOrganizationSecret": _secret(
        ORGANIZATION_PLACE,
        read=_read_organization,
        rules=(github_name("secretName"), _one_value, _audience_known),
        equal={"selectedRepositoryIds": same_set},
    ),
    "github:index/actionsOrganizationSecretRepositories:ActionsOrganizationSecretRepositories": (
        Resource(
            title="GitHub organization secret repositories",
            create=_share,
            read=_shared_with,
            update=lambda github, _id, _old, state: (_share(github, state), None)[1],
            delete=lambda github, _id, state: (
                _share(github, {**state, "selectedRepositoryIds": []}),
                None,
            )[1],
            from_id=lambda id_: {"secretName": id_},
            equal={"selectedRepositoryIds": same_set},
        )
    ),
}
