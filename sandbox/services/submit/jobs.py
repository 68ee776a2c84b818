"""What the Submit API does with a request when nothing is wrong with it.

Source: the vendor's pages "Authentication" (`Authorization: Bearer KEY`, neither `Token` nor
`Basic`, no extra spaces; 401 for a key that is missing, invalid or revoked) and "Creating jobs"
(`POST {base}/jobs`, 201 with the job, only `externalId` is required). Not documented and chosen
here: 422 for a body that is JSON but not a job, 400 for one that is not JSON.
"""

from __future__ import annotations

from flask import Response, jsonify

from sandbox.services.submit.request import BODY_LIMIT, SubmitRequest
from sandbox.services.submit.vault import Vault


def work(vault: Vault, asked: SubmitRequest, behaviour: str | None = None) -> Response:
    """Check the key, then the body, then make the job; `behaviour` as in `SubmitFault`."""
    if asked.path != "/api/jobs":
        return error(404, "not_found", "There is nothing at this path.")
    if asked.method != "POST":
        refused = error(405, "method_not_allowed", "Only POST is allowed here.")
        refused.headers["Allow"] = "POST"
        return refused
    key_error, body_error = _key_error(vault, asked, behaviour), _body_error(asked)
    if behaviour == "validate-before-key":
        key_error, body_error = body_error, key_error
    return key_error or body_error or _made(vault, asked)


def error(status: int, code: str, message: str, **more: object) -> Response:
    """An error as JSON."""
    response = jsonify({"error": code, "message": message, **more})
    response.status_code = status
    return response


def _key_error(vault: Vault, asked: SubmitRequest, behaviour: str | None) -> Response | None:
    key = vault.find(asked.presented)
    works = key is not None and key["revokedAt"] is None
    if behaviour == "accept-every-key":
        works = asked.presented is not None
    if works and behaviour != "refuse-every-key":
        return None
    refused = error(401, "unauthorized", "The API key is missing, invalid or revoked.")
    refused.headers["WWW-Authenticate"] = "Bearer"
    return refused


def _body_error(asked: SubmitRequest) -> Response | None:
    if len(asked.body) > BODY_LIMIT:
        return error(413, "too_large", f"The body is larger than {BODY_LIMIT} bytes.")
    try:
        document = asked.document()
    except ValueError:
        return error(400, "malformed", "The body is not JSON.")
    if asked.external_id() is not None:
        return None
    wrong = {"field": "externalId", "message": "is required and must be a non-empty string"}
    if not isinstance(document, dict):
        wrong = {"field": "", "message": "the body must be a JSON object"}
    return error(422, "validation_failed", "The job is not valid.", errors=[wrong])


def _made(vault: Vault, asked: SubmitRequest) -> Response:
    key = vault.find(asked.presented)
    job = vault.make_job(asked.external_id() or "", key["id"] if key else None)
    shown = {name: job[name] for name in ("id", "externalId")}
    response = jsonify({**shown, "status": "created", "createdAt": job["createdAt"]})
    response.status_code = 201
    return response
