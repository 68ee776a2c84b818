"""What a person does in the Vault: the Submit API's control plane."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from sandbox.services.control import Answer
from sandbox.services.submit.vault import Vault


def add_vault(plane: Blueprint, vault: Vault) -> None:
    """Add the keys and the jobs to a control plane."""

    @plane.post("/keys")
    def create_key() -> Answer:
        return jsonify(vault.create()), 201

    @plane.get("/keys")
    def list_keys() -> Response:
        return jsonify(vault.keys())

    @plane.post("/keys/<key_id>/revoke")
    def revoke_key(key_id: str) -> Answer:
        revoked = vault.revoke(key_id)
        if revoked is None:
            return jsonify({"error": "the Vault has no key of this id"}), 404
        return jsonify(revoked)

    @plane.get("/jobs")
    def list_jobs() -> Response:
        return jsonify(vault.jobs())
