"""What tests ask of the GitHub stand-in besides its API: no clear text ever leaves it."""

from __future__ import annotations

from collections import Counter
from typing import Literal
from urllib.parse import unquote

from flask import Blueprint, Flask, Response, jsonify, request
from pydantic import Field
from werkzeug.exceptions import HTTPException

from sandbox.services.faults import Fault, FaultRefused, FaultSlot
from sandbox.services.github.errors import not_found
from sandbox.services.github.repositories import Repositories
from sandbox.services.github.secret_routes import SecretRoutes
from sandbox.services.journal import Journal


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


def control_plane(
    app: Flask,
    repositories: Repositories,
    requests: Journal,
    faults: FaultSlot[GitHubFault],
    counts: Counter[str],
) -> Blueprint:
    """Everything under `/control`."""
    plane = Blueprint("control", __name__, url_prefix="/control")

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

    @plane.get("/requests")
    def journal() -> Response:
        return Response(requests.text(), mimetype="application/x-ndjson")

    @plane.get("/counts")
    def counted() -> Response:
        return jsonify(dict(counts))

    @plane.put("/faults")
    def put_fault() -> Response:
        try:
            faults.put(request.get_json(force=True, silent=True))
        except FaultRefused as refusal:
            refused = jsonify({"error": str(refusal)})
            refused.status_code = 400
            return refused
        return Response(status=204)

    return plane
