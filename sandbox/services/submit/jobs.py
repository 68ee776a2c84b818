"""What the Submit API does with a request when nothing is wrong with it.

Source: the vendor's pages "Authentication" (`Authorization: Bearer KEY`, neither `Token` nor
`Basic`, no extra spaces; 401 for a key that is missing, invalid or revoked) and "Creating jobs"
(`POST {base}/jobs`, 201 with the job, only `externalId` is required). Not documented and chosen
here: 422 for a body that is JSON but not a job, 400 for one that is not JSON.
"""

from __future__ import annotations

from flask import Response, jsonify

from sandbox.services.submit.request import BODY_LIMIT, SubmitRequest
from sandbox.services.submit.vault import Vault, looks_issued
from sandbox.services.submit.world import USUAL, Errors, World


def work(
    vault: Vault, asked: SubmitRequest, world: World = USUAL, behaviour: str | None = None
) -> Response:
    """Check key and body in the world's order, then make the job. For `behaviour` see
    `SubmitFault`.
    """
    if asked.path != "/api/jobs":
        return error(404, "not_found", "There is nothing at this path.")
    if asked.method != "POST":
        refused = error(405, "method_not_allowed", "Only POST is allowed here.")
        refused.headers["Allow"] = "POST"
        return refused
    errors = [_key_error(vault, asked, world, behaviour), _body_error(asked, world)]
    if world.order == "body-first":
        errors.reverse()
    return errors[0] or errors[1] or _made(vault, asked, world)


def error(status: int, code: str, message: str, **more: object) -> Response:
    """An error as JSON."""
    response = jsonify({"error": code, "message": message, **more})
    response.status_code = status
    return response


def _worded(refused: Response, errors: Errors) -> Response:
    """The same error with its body as this world has it."""
    if errors != "json":
        refused.data = "" if errors == "empty" else "The request was refused."
        refused.mimetype = "text/plain"
    return refused


def _key_error(
    vault: Vault, asked: SubmitRequest, world: World, behaviour: str | None
) -> Response | None:
    key = vault.find(asked.presented)
    works = key is not None and key["revokedAt"] is None
    locked = world.lockout
    if works and key and locked and key["id"] == locked.id:
        return _worded(error(locked.status, "locked_out", "This key is locked."), locked.errors)
    if world.gateway == "shape":
        works = looks_issued(asked.presented)
    if behaviour == "accept-every-key":
        works = asked.presented is not None
    if works and behaviour != "refuse-every-key":
        return None
    refused = error(401, "unauthorized", "The API key is missing, invalid or revoked.")
    refused.headers["WWW-Authenticate"] = "Bearer"
    return _worded(refused, "text" if world.gateway else world.errors)


def _body_error(asked: SubmitRequest, world: World) -> Response | None:
    if len(asked.body) > BODY_LIMIT:
        return error(413, "too_large", f"The body is larger than {BODY_LIMIT} bytes.")
    try:
        document = asked.document()
    except ValueError:
        return _worded(error(400, "malformed", "The body is not JSON."), world.errors)
    if asked.external_id() is not None:
        return None
    wrong = {"field": "externalId", "message": "is required and must be a non-empty string"}
    if not isinstance(document, dict):
        wrong = {"field": "", "message": "the body must be a JSON object"}
    invalid = error(422, "validation_failed", "The job is not valid.", errors=[wrong])
    return _worded(invalid, world.errors)


def _made(vault: Vault, asked: SubmitRequest, world: World) -> Response:
    key = vault.find(asked.presented)
    job = vault.make_job(asked.external_id() or "", key["id"] if key else None)
    shown = {name: job[name] for name in ("id", "externalId") if world.echo or name == "id"}
    response = jsonify({**shown, "status": "created", "createdAt": job["createdAt"]})
    response.status_code = 201
    return response
