"""Where GitHub keeps secrets, and how one gets there.

Values are sealed to a public key and never come back; drift shows in `remoteUpdatedAt` only.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from nacl import encoding, public

from sandbox.providers.github.client import GitHub
from sandbox.providers.github.repositories import repository_id, time_text
from sandbox.providers.wire import Properties

Path = Callable[[GitHub, Properties], tuple[object, ...]]


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
    chosen = state.get("selectedRepositoryIds")
    shared = {} if chosen is None else {"selected_repository_ids": chosen}
    return {"visibility": state["visibility"], **shared}


def _repository_folder(app: str) -> Path:
    return lambda github, state: ("repos", github.owner, state["repository"], app, "secrets")


def _environment_folder(github: GitHub, state: Properties) -> tuple[object, ...]:
    if "repositoryId" not in state:
        state["repositoryId"] = repository_id(github, state)
    repository = ("repositories", state["repositoryId"])
    return (*repository, "environments", state["environment"], "secrets")


def organization_folder(github: GitHub, _state: Properties) -> tuple[object, ...]:
    return ("orgs", github.owner, "actions", "secrets")


def repository_ids(github: GitHub, *path: object) -> list[int]:
    """The repositories that an organization's secret or variable is shared with."""
    listed = github.get(*path, "repositories", query="?per_page=100")
    return sorted(each["id"] for each in listed["repositories"])


REPOSITORY = Place(folder=_repository_folder("actions"), id_parts=("repository", "secretName"))
DEPENDABOT = Place(folder=_repository_folder("dependabot"), id_parts=("repository", "secretName"))
CODESPACES = Place(folder=_repository_folder("codespaces"), id_parts=("repository", "secretName"))
ENVIRONMENT = Place(
    folder=_environment_folder, id_parts=("repository", "environment", "secretName")
)
ORGANIZATION = Place(folder=organization_folder, id_parts=("secretName",), of_repository=False)
