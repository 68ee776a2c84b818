"""What tests ask GitHub's stand-in besides its API; a secret is only shown as its digest."""

from __future__ import annotations

import time
from collections import Counter
from http import HTTPStatus
from math import ceil
from typing import Literal
from urllib.parse import unquote

from flask import Blueprint, Flask, Response, jsonify, request
from pydantic import Field
from werkzeug.exceptions import HTTPException

from sandbox.services.faults import Fault
from sandbox.services.github.errors import GitHubError, error_response, not_found
from sandbox.services.github.permissions import Tokens
from sandbox.services.github.repositories import Repositories
from sandbox.services.github.requests import json_body
from sandbox.services.github.stored_routes import SecretRoutes


class GitHubFault(Fault):
    """Refuses calls by method and by a part of the path; absent means any.

    Paths are compared in the form `/api/v3/repos/OWNER/NAME/...`.
    """

    status: Literal[400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504]
    path: str = ""
    method: str | None = Field(default=None, pattern=r"^[A-Z]+$")
    retry_after: int | None = Field(default=None, ge=0)
    """Seconds: the refusal is a rate limit, the secondary one, unless `primary`."""
    primary: bool = False

    def applies(self, method: str, path: str) -> bool:
        """Whether a call is one of those to refuse."""
        return self.method in (None, method) and self.path in path

    def response(self) -> Response:
        """The refusal. Source: "Rate limits for the REST API" (docs.github.com)."""
        if self.retry_after is None:
            return error_response(GitHubError(self.status, HTTPStatus(self.status).phrase))
        kind = "API" if self.primary else "secondary"
        response = error_response(
            GitHubError(self.status, f"You have exceeded a {kind} rate limit.")
        )
        if self.primary:
            response.headers["X-RateLimit-Remaining"] = "0"
            response.headers["X-RateLimit-Reset"] = str(ceil(time.time()) + self.retry_after)
        else:
            response.headers["Retry-After"] = str(self.retry_after)
        return response


def add_questions(
    plane: Blueprint, app: Flask, repositories: Repositories, counts: Counter[str]
) -> None:
    """Add `/secret`, a digest of what a secret holds, and `/counts`, the calls by method."""

    @plane.get("/secret")
    def secret() -> Response:
        asked = unquote(request.args.get("path", "")).strip("/")
        path = repositories.canonical_path(f"/{asked}")
        try:
            endpoint, place = app.url_map.bind("").match(f"/api/v3{path}", method="GET")
        except HTTPException:
            raise not_found() from None
        routes = getattr(app.view_functions[endpoint], "__self__", None)
        if not isinstance(routes, SecretRoutes) or "name" not in place:
            raise not_found()
        return jsonify({"sha256": routes.digest(**place)})

    @plane.get("/counts")
    def counted() -> Response:
        return jsonify(dict(counts))


def add_tokens(plane: Blueprint, tokens: Tokens) -> None:
    """Add `POST /tokens`: a fine-grained token with the permissions of the body."""

    @plane.post("/tokens")
    def make() -> Response:
        return jsonify({"token": tokens.make(json_body())})
