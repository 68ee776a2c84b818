"""Endpoints of secrets and of variables.

Source: GitHub REST API, "GitHub Actions Secrets" and "GitHub Actions variables". They are the same
for repositories, environments, Dependabot and Codespaces; an organization adds who may see them.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from flask import Blueprint, Response, jsonify, request

from sandbox.services.control import Answer
from sandbox.services.github.documents import repository_document
from sandbox.services.github.errors import invalid, not_found
from sandbox.services.github.repositories import Repositories
from sandbox.services.github.requests import api_url, json_body, page, stored_name, text_field
from sandbox.services.github.sealing import KeyPairs
from sandbox.services.github.stored import Content, Stored

View = Callable[..., Answer]
"""What answers an endpoint: takes the named parts of its URL."""
_VISIBILITIES = ("all", "private", "selected")


class StoredRoutes:
    """The endpoints of secrets or of variables."""

    kind: ClassVar[str]
    """Which of the two, as URLs and lists name it."""
    shown: ClassVar[tuple[str, ...]] = ("name", "created_at", "updated_at")

    def __init__(self, stored: Stored, repositories: Repositories) -> None:
        self._stored = stored
        self._repositories = repositories

    def register(self, api: Blueprint, url: str) -> None:
        """Add the endpoints below a URL to the API."""
        rules: dict[str, View] = {
            "GET ": self.list_all,
            "GET /<name>": self.read,
            "DELETE /<name>": self.delete,
            **self._writes(),
        }
        if "<organization>" in url:
            rules["GET /<name>/repositories"] = self.chosen
            rules["PUT /<name>/repositories"] = self.choose_all
            rules["PUT /<name>/repositories/<int:number>"] = self.choose
            rules["DELETE /<name>/repositories/<int:number>"] = self.choose
        for rule, view in rules.items():
            method, _, rest = rule.partition(" ")
            whole = f"{url}/{self.kind}{rest}"
            api.add_url_rule(whole, f"{method} {whole}", view, methods=[method])

    def register_seen(self, api: Blueprint, url: str) -> None:
        """Add, below a repository's URL, the list of what it sees of the organization's."""
        api.get(f"{url}/actions/organization-{self.kind}", endpoint=f"seen {self.kind}")(self.seen)

    def seen(self, owner: str, repo: str) -> Response:
        """`{"total_count", KIND: [...]}`: more than the first hundred, which alone a job gets."""
        number = self._repositories.find(owner, repo)["id"]
        folder = self._folder({"organization": owner})
        return page(self.kind, self._stored.seen(folder, number), self._document)

    def _writes(self) -> dict[str, View]:
        raise NotImplementedError

    def list_all(self, **place: str) -> Response:
        """`{"total_count", KIND: [...]}`."""
        return page(self.kind, self._stored.all(self._folder(place)), self._document)

    def read(self, **place: str) -> Response:
        """One secret or variable."""
        return jsonify(self._document(self._stored.find(*self._address(place))))

    def delete(self, **place: str) -> Answer:
        """204, or 404 when it is not there."""
        self._stored.delete(*self._address(place))
        return Response(status=204)

    def chosen(self, **place: str) -> Response:
        """`{"total_count", "repositories": [...]}`."""
        numbers = self._stored.chosen(*self._address(place))
        return page("repositories", self._repositories.by_ids(numbers), repository_document)

    def choose_all(self, **place: str) -> Answer:
        """204: those of the body, and no others, see it from now on."""
        numbers = set(self._repository_ids(json_body()))
        self._stored.choose(*self._address(place), lambda _: numbers)
        return Response(status=204)

    def choose(self, number: int, **place: str) -> Answer:
        """Choose one repository more (PUT) or less (DELETE)."""
        if not self._repositories.by_ids([number]):
            raise not_found()
        change = set.union if request.method == "PUT" else set.difference
        self._stored.choose(*self._address(place), lambda chosen: change(chosen, {number}))
        return Response(status=204)

    def _folder(self, place: dict[str, str]) -> str:
        return f"{self._repositories.scope(place)}/{self.kind}"

    def _address(self, place: dict[str, str]) -> tuple[str, str]:
        return self._folder(place), place["name"].upper()

    def _content(
        self, place: dict[str, str], body: dict[str, Any], value: str | None, *, is_whole: bool
    ) -> Content:
        """What a body sets. For an organization, one that `is_whole` must say who sees it."""
        content = Content(value=value)
        if "organization" in place and (is_whole or "visibility" in body):
            content = replace(content, visibility=_visibility(body))
        if "organization" in place and (is_whole or "selected_repository_ids" in body):
            content = replace(content, chosen=json.dumps(self._repository_ids(body)))
        return content

    def _repository_ids(self, body: dict[str, Any]) -> list[int]:
        """No list is an empty one: whether GitHub keeps the former choice is not documented."""
        numbers = body.get("selected_repository_ids", [])
        known = isinstance(numbers, list) and all(type(number) is int for number in numbers)
        if not known or len(self._repositories.by_ids(numbers)) != len(set(numbers)):
            raise invalid("Invalid request.\n\nselected_repository_ids are not all repositories.")
        return list(numbers)

    def _document(self, row: sqlite3.Row) -> dict[str, Any]:
        document = {key: row[key] for key in self.shown}
        if row["visibility"] is None:
            return document
        organization = row["folder"].split("/")[1]
        path = f"/orgs/{organization}/actions/{self.kind}/{row['name']}/repositories"
        selected = {"selected_repositories_url": api_url(path)}
        more = selected if row["visibility"] == "selected" else {}
        return {**document, "visibility": row["visibility"], **more}


def _visibility(body: dict[str, Any]) -> str:
    visibility = text_field(body, "visibility")
    if visibility not in _VISIBILITIES:
        raise invalid(f"Invalid request.\n\nvisibility is not one of {', '.join(_VISIBILITIES)}.")
    return visibility


class SecretRoutes(StoredRoutes):
    """A value comes in a sealed box, and no answer holds one."""

    kind = "secrets"

    def __init__(self, stored: Stored, repositories: Repositories, key_pairs: KeyPairs) -> None:
        super().__init__(stored, repositories)
        self._key_pairs = key_pairs

    def _writes(self) -> dict[str, View]:
        return {"GET /public-key": self.public_key, "PUT /<name>": self.put}

    def public_key(self, **place: str) -> Response:
        """The key to seal the values of a folder with."""
        return jsonify(self._key_pairs.public_key(self._folder(place)))

    def put(self, **place: str) -> Answer:
        """201 for a new secret, 204 for an updated one."""
        folder, body = self._folder(place), json_body()
        name = stored_name(place["name"], "Secret")
        box, key_id = (text_field(body, each) for each in ("encrypted_value", "key_id"))
        content = self._content(place, body, box, is_whole=True)
        self._key_pairs.check(folder, key_id, box)
        created = self._stored.put(folder, name, content)
        return (jsonify({}), 201) if created else Response(status=204)

    def digest(self, **place: str) -> str:
        """SHA-256 of what the box holds: lets a test compare without seeing the value."""
        folder, name = self._address(place)
        box = self._stored.find(folder, name)["value"]
        return hashlib.sha256(self._key_pairs.open(folder, box)).hexdigest()


class VariableRoutes(StoredRoutes):
    """A value comes and goes in clear."""

    kind = "variables"
    shown = ("name", "value", "created_at", "updated_at")

    def _writes(self) -> dict[str, View]:
        return {"POST ": self.create, "PATCH /<name>": self.update}

    def create(self, **place: str) -> Answer:
        """201, or 409 where there is one of this name."""
        folder, body = self._folder(place), json_body()
        name = stored_name(text_field(body, "name"), "Variable")
        content = self._content(place, body, text_field(body, "value"), is_whole=True)
        self._stored.create(folder, name, content)
        return jsonify({}), 201

    def update(self, **place: str) -> Answer:
        """204. A new name is refused: nothing here renames a variable."""
        address, body = self._address(place), json_body()
        if str(body.get("name", place["name"])).upper() != address[1]:
            raise invalid("The sandbox does not rename variables.")
        value = text_field(body, "value") if "value" in body else None
        self._stored.update(*address, self._content(place, body, value, is_whole=False))
        return Response(status=204)
