"""GitHub's secrets and variables: of repositories, their environments, and the organization.

A secret's value is sealed to a public key and never comes back. If somebody else overwrites it,
only `remoteUpdatedAt` tells.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nacl import encoding, public

from sandbox.providers.github.client import GitHub
from sandbox.providers.github.row import Path, Row, repository_id, time_text
from sandbox.providers.resource import Rule
from sandbox.providers.wire import Properties, unknown

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def _name_rule(inputs: Properties) -> Iterator[tuple[str, str]]:
    """What GitHub takes as the name of a secret or variable."""
    property_ = "secretName" if "secretName" in inputs else "variableName"
    name = inputs[property_]
    if unknown(name):
        return
    if not _NAME.fullmatch(name):
        reason = "may hold letters, digits and underscores only and not begin with a digit"
        yield property_, f"{property_} {reason}"
    if name.upper().startswith("GITHUB_"):
        yield property_, f"{property_} must not start with the GITHUB_ prefix"


def _value_rule(inputs: Properties) -> Iterator[tuple[str, str]]:
    """A secret takes one value; the names are those of the real provider's message."""
    names = "encrypted_value,plaintext_value,value,value_encrypted"
    given = [name for name in ("plaintextValue", "value") if name in inputs]
    if not given:
        yield "", f"one of `{names}` must be specified"
    elif len(given) > 1:
        yield "", f"only one of `{names}` can be specified, but {', '.join(given)} were"


def _audience_rule(inputs: Properties) -> Iterator[tuple[str, str]]:
    """Who may see what is the organization's."""
    known = ("all", "private", "selected")
    if not unknown(inputs.get("visibility")) and inputs.get("visibility", "all") not in known:
        yield "visibility", f"visibility must be one of {', '.join(known)}"


@dataclass(frozen=True, kw_only=True)
class Stored(Row):
    """One kind of secret or variable; the last part of its id is its name."""

    def imported(self, client: GitHub, id_: str) -> tuple[str, Properties]:
        """Also ask for the secret or variable; fail (404) if it is not there."""
        id_, state = super().imported(client, id_)
        client.get(*self.where(client, state))
        return id_, state

    def _add_repository_id(self, github: GitHub, state: Properties) -> None:
        if "repository" in self.id_parts:
            state["repositoryId"] = repository_id(github, state)


@dataclass(frozen=True, kw_only=True)
class Secret(Stored):
    title: str = "GitHub secret"
    rules: tuple[Rule, ...] = (_name_rule, _value_rule, _audience_rule)
    volatile: tuple[str, ...] = ("updatedAt", "remoteUpdatedAt")

    def create(self, client: GitHub, state: Properties) -> str:
        """PUT, which overwrites a secret of that name without a warning, as GitHub does."""
        self._add_repository_id(client, state)
        self._put(client, state)
        return self.id_of(state)

    def update(self, client: GitHub, id_: str, old: Properties, state: Properties) -> None:
        """The same PUT, which also makes a secret again that is gone."""
        state.pop("updatedAt", None)
        self._put(client, state)

    def _put(self, github: GitHub, state: Properties) -> None:
        path = self.where(github, state)
        key = github.get(*path[:-1], "public-key")
        value = state["value"] if "value" in state else state["plaintextValue"]
        sealed = {"encrypted_value": _sealed(value, key["key"]), "key_id": str(key["key_id"])}
        github.put(*path, body={**sealed, **_audience(state)})

    def read(self, client: GitHub, id_: str, state: Properties) -> Properties | None:
        """`updatedAt` is the time of our own write, `remoteUpdatedAt` that of anybody's."""
        path = self.where(client, state)
        secret = client.found(*path)
        if secret is None:
            return None
        remote = time_text(secret["updated_at"])
        return {
            "createdAt": time_text(secret["created_at"]),
            "remoteUpdatedAt": remote,
            "updatedAt": state.get("updatedAt", remote),
            **_seen_by(client, path, secret),
        }


@dataclass(frozen=True, kw_only=True)
class CodespacesSecret(Secret):
    def read(self, client: GitHub, id_: str, state: Properties) -> Properties | None:
        """As the real provider, call it gone after another's write, so that it is made again."""
        found = super().read(client, id_, state)
        return found if found and found["updatedAt"] == found["remoteUpdatedAt"] else None


@dataclass(frozen=True, kw_only=True)
class Variable(Stored):
    title: str = "GitHub variable"
    rules: tuple[Rule, ...] = (_name_rule, _audience_rule)
    volatile: tuple[str, ...] = ("updatedAt",)

    def create(self, client: GitHub, state: Properties) -> str:
        """POST: a variable that exists is refused (409)."""
        client.post(*self.where(client, state)[:-1], body=_body(state))
        self._add_repository_id(client, state)
        return self.id_of(state)

    def update(self, client: GitHub, id_: str, old: Properties, state: Properties) -> None:
        client.patch(*self.where(client, state), body=_body(state))

    def read(self, client: GitHub, id_: str, state: Properties) -> Properties | None:
        path = self.where(client, state)
        variable = client.found(*path)
        return variable and {
            "createdAt": time_text(variable["created_at"]),
            "updatedAt": time_text(variable["updated_at"]),
            "value": variable["value"],
            **_seen_by(client, path, variable),
        }


def _sealed(value: str, key: str) -> str:
    box = public.SealedBox(public.PublicKey(key.encode(), encoding.Base64Encoder))
    return base64.b64encode(box.encrypt(value.encode())).decode()


def _audience(state: Properties) -> Properties:
    """Which repositories see an organization's secret."""
    if "visibility" not in state:
        return {}
    chosen = state.get("selectedRepositoryIds")
    shared = {} if chosen is None else {"selected_repository_ids": chosen}
    return {"visibility": state["visibility"], **shared}


def _body(state: Properties) -> Properties:
    """Always say who sees an organization's variable: an update may change that, too."""
    body = {"name": state["variableName"], "value": state["value"]}
    if "visibility" not in state:
        return body
    return {**body, "selected_repository_ids": [], **_audience(state)}


def _seen_by(github: GitHub, path: Path, found: Any) -> Properties:
    """Which repositories see what is the organization's."""
    if "visibility" not in found:
        return {}
    ids = None
    if found["visibility"] == "selected":
        listed = github.get(*path, "repositories", query="?per_page=100")
        ids = sorted(each["id"] for each in listed["repositories"])
    return {"visibility": found["visibility"], "selectedRepositoryIds": ids}
