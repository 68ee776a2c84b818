"""Endpoints of variables. Source: "REST API endpoints for GitHub Actions variables"."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, Response, jsonify

from sandbox.services.github_names import stored_name
from sandbox.services.github_requests import View, json_body, page, text_field
from sandbox.services.github_scopes import ScopeOf
from sandbox.services.github_variables import Variables


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
        return page("variables", self._variables.all(self._scope_of(place)), _document)

    def read(self, **place: str) -> Response:
        """One variable with its value."""
        found = self._variables.find(self._scope_of(place), place["name"].upper())
        return jsonify(_document(found))

    def create(self, **place: str) -> tuple[Response, int]:
        """201, or 409 where there is one of this name."""
        scope, body = self._scope_of(place), json_body()
        name = stored_name(text_field(body, "name"), "Variable")
        self._variables.create(scope, name, text_field(body, "value"))
        return jsonify({}), 201

    def update(self, **place: str) -> tuple[Response, int]:
        """204; the body may change the name, the value or both."""
        scope, body = self._scope_of(place), json_body()
        name = place["name"].upper()
        new_name = stored_name(text_field(body, "name"), "Variable") if "name" in body else name
        value = text_field(body, "value") if "value" in body else None
        self._variables.update(scope, name, new_name=new_name, value=value)
        return Response(), 204

    def delete(self, **place: str) -> tuple[Response, int]:
        """204, or 404 when it is not there."""
        self._variables.delete(self._scope_of(place), place["name"].upper())
        return Response(), 204


def _document(variable: sqlite3.Row) -> dict[str, Any]:
    return {key: variable[key] for key in ("name", "value", "created_at", "updated_at")}
