"""The Submit API under `/api`, as it works and as it fails on demand."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from sandbox.services.api_app import api_app
from sandbox.services.control import Answer, control_plane
from sandbox.services.database import Database
from sandbox.services.faults import FaultSlot
from sandbox.services.journal import Journal, now
from sandbox.services.serving import Dropped
from sandbox.services.submit.fault import SubmitFault
from sandbox.services.submit.jobs import error, work
from sandbox.services.submit.request import SubmitRequest
from sandbox.services.submit.vault import TABLES, Vault
from sandbox.services.submit.world import USUAL, World

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@contextmanager
def submit_app(folder: Path) -> Iterator[Flask]:
    """The Submit API, and the Vault under `/vault`, with their memory in a folder."""
    with closing(Database(folder / "vault.sqlite", TABLES)) as database:
        app, vault = api_app("submit"), Vault(database)
        requests, faults = Journal(folder / "submit-requests.jsonl"), FaultSlot(SubmitFault)
        plane = control_plane("/vault", requests, faults)
        _add_vault(plane, vault)
        app.register_blueprint(plane)
        app.register_error_handler(HTTPException, _as_json)

        def answer(path: str = "") -> Response:
            at = now()
            asked = SubmitRequest.read(request)
            response = _answer(vault, asked, faults.set or USUAL, faults.take())
            status = None if isinstance(response, Dropped) else response.status_code
            requests.write({"at": at, "status": status, **asked.record(vault)})
            return response

        for rule in ("/api", "/api/<path:path>"):
            app.add_url_rule(
                rule, view_func=answer, methods=_METHODS, provide_automatic_options=False
            )
        yield app


def _add_vault(plane: Blueprint, vault: Vault) -> None:
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


def _answer(
    vault: Vault, asked: SubmitRequest, world: World, fault: SubmitFault | None
) -> Response:
    if fault is None:
        return work(vault, asked, world)
    done = work(vault, asked, world, fault.behaviour) if fault.after == "work" else None
    time.sleep(fault.delay)
    if fault.drop or (fault.delay and _client_left()):
        return Dropped()
    if fault.status is not None:
        return _failing(fault, fault.status)
    return done or work(vault, asked, world, fault.behaviour)


def _failing(fault: SubmitFault, status: int) -> Response:
    if fault.body is not None:
        response = Response(fault.body, status=status, mimetype="text/html")
    else:
        known = status in set(HTTPStatus)
        response = error(status, "failed", HTTPStatus(status).phrase if known else "Failed")
    response.headers.update(fault.headers)
    return response


def _client_left() -> bool:
    """Whether the client gave up during a delay: then it gets no answer, whatever is sent."""
    connection = request.environ.get("werkzeug.socket")
    if connection is None:
        return False
    try:
        return bool(connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b"")
    except BlockingIOError:
        return False
    except OSError:
        return True


def _as_json(problem: HTTPException) -> Response:
    return error(problem.code or 500, "failed", problem.name)
