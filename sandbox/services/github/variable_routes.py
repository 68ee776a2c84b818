"""Endpoints of variables. Source: "REST API endpoints for GitHub Actions variables"."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, Response, jsonify

from sandbox.services.github.names import stored_name
from sandbox.services.github.requests import View, api_url, json_body, page, text_field
from sandbox.services.github.scopes import ScopeOf
from sandbox.services.github.selections import Selections, visibility_field
from sandbox.services.github.variables import Variables


class VariableRoutes:
    """The endpoints under one URL that has `/variables`."""

    def __init__(self, variables: Variables, scope_of: ScopeOf) -> None:
        self._variables = variables
        self._scope_of = scope_of

    def register(self, api: Blueprint, url: str) -> None:
        """Add the endpoints to the API."""
        rules: dict[tuple[str, str], View] = {
            ("GET", ""): self.list_all,
            ("POST", ""): self.create,
            ("GET", "/<name>"): self.read,
            ("PATCH", "/<name>"): self.update,
            ("DELETE", "/<name>"): self.delete,
        }
        for (method, rest), view in rules.items():
            rule = f"{url}/variables{rest}"
            api.add_url_rule(rule, f"{method} {rule}", view, methods=[method])

    def list_all(self, **place: str) -> Response:
        """`{"total_count", "variables": [...]}`."""
        return page("variables", self._variables.all(self._scope_of(place)), self._document)

    def read(self, **place: str) -> Response:
        """One variable with its value."""
        found = self._variables.find(self._scope_of(place), place["name"].upper())
        return jsonify(self._document(found))

    def create(self, **place: str) -> tuple[Response, int]:
        """201, or 409 where there is one of this name."""
        scope, body = self._scope_of(place), json_body()
        name = stored_name(text_field(body, "name"), "Variable")
        self._create(scope, name, body)
        return jsonify({}), 201

    def update(self, **place: str) -> tuple[Response, int]:
        """204; the body may change the name, the value or both."""
        scope, body = self._scope_of(place), json_body()
        name = place["name"].upper()
        new_name = stored_name(text_field(body, "name"), "Variable") if "name" in body else name
        self._update(scope, name, new_name, body)
        return Response(), 204

    def delete(self, **place: str) -> tuple[Response, int]:
        """204, or 404 when it is not there."""
        self._variables.delete(self._scope_of(place), place["name"].upper())
        return Response(), 204

    def _create(self, scope: str, name: str, body: dict[str, Any]) -> None:
        self._variables.create(scope, name, text_field(body, "value"))

    def _update(self, scope: str, name: str, new_name: str, body: dict[str, Any]) -> None:
        self._variables.update(scope, name, new_name=new_name, value=_value(body))

    def _document(self, variable: sqlite3.Row) -> dict[str, Any]:
        return {key: variable[key] for key in ("name", "value", "created_at", "updated_at")}


class OrganizationVariableRoutes(VariableRoutes):
    """The endpoints of organization variables: they have a visibility."""

    def __init__(self, variables: Variables, scope_of: ScopeOf, selections: Selections) -> None:
        super().__init__(variables, scope_of)
        self._selections = selections

    def _create(self, scope: str, name: str, body: dict[str, Any]) -> None:
        visibility = visibility_field(body)
        chosen = self._selections.chosen(body) if visibility == "selected" else []
        self._variables.create(scope, name, text_field(body, "value"), visibility)
        self._selections.set(scope, name, chosen)

    def _update(self, scope: str, name: str, new_name: str, body: dict[str, Any]) -> None:
        visibility = visibility_field(body) if "visibility" in body else None
        chosen = self._selections.chosen(body)
        self._variables.update(
            scope, name, new_name=new_name, value=_value(body), visibility=visibility
        )
        if "selected_repository_ids" in body:
            self._selections.set(scope, new_name, chosen)

    def _document(self, variable: sqlite3.Row) -> dict[str, Any]:
        document = {**super()._document(variable), "visibility": variable["visibility"]}
        if variable["visibility"] == "selected":
            organization = variable["scope"].split("/")[1]
            path = f"/orgs/{organization}/actions/variables/{variable['name']}/repositories"
            document["selected_repositories_url"] = api_url(path)
        return document


def _value(body: dict[str, Any]) -> str | None:
    return text_field(body, "value") if "value" in body else None
