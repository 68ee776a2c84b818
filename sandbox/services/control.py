"""What the control plane of every service has: the record of requests, and faults on demand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.services.faults import FaultRefused, FaultSlot
from sandbox.services.journal import Journal

Answer = Response | tuple[Response, int]


def control_plane(url: str, requests: Journal, faults: FaultSlot[Any]) -> Blueprint:
    """`GET /requests` and `PUT /faults` below that URL."""
    plane = Blueprint("control", __name__, url_prefix=url)

    @plane.get("/requests")
    def list_requests() -> Response:
        return Response(requests.text(), mimetype="application/x-ndjson")

    @plane.put("/faults")
    def put_fault() -> Answer:
        try:
            faults.put(request.get_json(force=True, silent=True))
        except FaultRefused as refusal:
            return jsonify({"error": str(refusal)}), 400
        return Response(status=204)

    return plane
