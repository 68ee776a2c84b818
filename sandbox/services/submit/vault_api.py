"""The control plane of the Submit API: what a person does in the Vault, and faults on demand."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request

from sandbox.services.faults import FaultRefused, FaultSlot
from sandbox.services.journal import Journal
from sandbox.services.submit.fault import SubmitFault
from sandbox.services.submit.vault import Vault


def vault_api(vault: Vault, requests: Journal, faults: FaultSlot[SubmitFault]) -> Blueprint:
    """Everything under `/vault`."""
    plane = _ControlPlane(vault=vault, requests=requests, faults=faults)
    api = Blueprint("vault", __name__, url_prefix="/vault")
    api.post("/keys")(plane.create_key)
    api.get("/keys")(plane.list_keys)
    api.post("/keys/<key_id>/revoke")(plane.revoke_key)
    api.get("/requests")(plane.list_requests)
    api.get("/jobs")(plane.list_jobs)
    api.put("/faults")(plane.put_fault)
    return api


@dataclass(frozen=True, kw_only=True)
class _ControlPlane:
    vault: Vault
    requests: Journal
    faults: FaultSlot[SubmitFault]

    def create_key(self) -> tuple[Response, int]:
        made, key = self.vault.create()
        return jsonify({"id": made.id, "key": key}), 201

    def list_keys(self) -> Response:
        return jsonify([key.document() for key in self.vault.all_keys()])

    def revoke_key(self, key_id: str) -> Response:
        revoked = self.vault.revoke(key_id)
        if revoked is None:
            return _refused(404, "the Vault has no key of this id")
        return jsonify(revoked.document())

    def list_requests(self) -> Response:
        return Response(self.requests.text(), mimetype="application/x-ndjson")

    def list_jobs(self) -> Response:
        return jsonify([job.document() for job in self.vault.all_jobs()])

    def put_fault(self) -> Response:
        try:
            self.faults.put(request.get_json(force=True, silent=True))
        except FaultRefused as refusal:
            return _refused(400, str(refusal))
        return Response(status=204)


def _refused(status: int, reason: str) -> Response:
    response = jsonify({"error": reason})
    response.status_code = status
    return response
