"""Endpoints of secrets. Source: "REST API endpoints for GitHub Actions Secrets" (docs.github.com).

The same for repository, environment, Dependabot and Codespaces secrets; those of an organization
add who may see them.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, Response, jsonify

from sandbox.services.github.names import stored_name
from sandbox.services.github.requests import View, api_url, json_body, page, text_field
from sandbox.services.github.scopes import ScopeOf
from sandbox.services.github.secrets import Secrets
from sandbox.services.github.selections import Selections, visibility_field


class SecretRoutes:
    """The endpoints under one URL that has `/secrets`."""

    def __init__(self, secrets: Secrets, scope_of: ScopeOf) -> None:
        self._secrets = secrets
        self._scope_of = scope_of

    def register(self, api: Blueprint, url: str) -> None:
        """Add the endpoints to the API."""
        rules: dict[tuple[str, str], View] = {
            ("GET", ""): self.list_all,
            ("GET", "/public-key"): self.public_key,
            ("GET", "/<name>"): self.read,
            ("PUT", "/<name>"): self.put,
            ("DELETE", "/<name>"): self.delete,
        }
        for (method, rest), view in rules.items():
            rule = f"{url}/secrets{rest}"
            endpoint = f"{method} {rule}".replace(".", "_")
            api.add_url_rule(rule, endpoint, view, methods=[method])

    def list_all(self, **place: str) -> Response:
        """`{"total_count", "secrets": [...]}`, never a value."""
        return page("secrets", self._secrets.all(self._scope_of(place)), self._document)

    def public_key(self, **place: str) -> Response:
        """The key to seal values of this scope with."""
        return jsonify(self._secrets.public_key(self._scope_of(place)))

    def read(self, **place: str) -> Response:
        """One secret's name and times."""
        return jsonify(self._document(self._secrets.find(*self._address(place))))

    def put(self, **place: str) -> tuple[Response, int]:
        """201 for a new secret, 204 for an updated one."""
        scope, _ = self._address(place)
        name = stored_name(place["name"], "Secret")
        body = json_body()
        created = self._write(scope, name, body)
        return (jsonify({}), 201) if created else (Response(), 204)

    def delete(self, **place: str) -> tuple[Response, int]:
        """204, or 404 when it is not there."""
        self._secrets.delete(*self._address(place))
        return Response(), 204

    def digest(self, **place: str) -> str:
        """SHA-256 of the value, for the control plane."""
        return self._secrets.digest(*self._address(place))

    def _address(self, place: dict[str, str]) -> tuple[str, str]:
        return self._scope_of(place), place["name"].upper()

    def _write(self, scope: str, name: str, body: dict[str, Any]) -> bool:
        return self._secrets.put(
            scope,
            name,
            box=text_field(body, "encrypted_value"),
            key_id=text_field(body, "key_id"),
        )

    def _document(self, secret: sqlite3.Row) -> dict[str, Any]:
        return {key: secret[key] for key in ("name", "created_at", "updated_at")}


class OrganizationSecretRoutes(SecretRoutes):
    """The endpoints of organization secrets: they have a visibility."""

    def __init__(self, secrets: Secrets, scope_of: ScopeOf, selections: Selections) -> None:
        super().__init__(secrets, scope_of)
        self._selections = selections

    def _write(self, scope: str, name: str, body: dict[str, Any]) -> bool:
        visibility = visibility_field(body)
        chosen = self._selections.chosen(body) if visibility == "selected" else []
        created = self._secrets.put(
            scope,
            name,
            box=text_field(body, "encrypted_value"),
            key_id=text_field(body, "key_id"),
            visibility=visibility,
        )
        self._selections.set(scope, name, chosen)
        return created

    def _document(self, secret: sqlite3.Row) -> dict[str, Any]:
        document = {**super()._document(secret), "visibility": secret["visibility"]}
        if secret["visibility"] == "selected":
            organization = secret["scope"].split("/")[1]
            path = f"/orgs/{organization}/actions/secrets/{secret['name']}/repositories"
            document["selected_repositories_url"] = api_url(path)
        return document
