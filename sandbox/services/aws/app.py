"""AWS: moto's server with AWS's rules for staging labels, faults on demand, and a memory."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import flask
from flask import Flask
from moto.core.config import default_user_config
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.wrappers import Response

from sandbox.services.api_app import api_app
from sandbox.services.aws.buckets import mend_buckets
from sandbox.services.aws.call import AwsCall
from sandbox.services.aws.dashboards import mend_dashboards
from sandbox.services.aws.enforcement import enforce, mend_access_control
from sandbox.services.aws.fault import AwsFault
from sandbox.services.aws.filters import mend_filters
from sandbox.services.aws.replicas import mend_replicas
from sandbox.services.aws.secrets import mend_secrets_manager
from sandbox.services.aws.sessions import mend_sessions
from sandbox.services.aws.state import SavedState
from sandbox.services.aws.subscriptions import mend_subscriptions
from sandbox.services.control import control_plane
from sandbox.services.faults import FaultSlot
from sandbox.services.journal import Journal, now
from sandbox.services.serving import QuietHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ACCOUNT = "123456789012"
ROLES = ("submit-reader", "submit-worker")
"""Roles that exist from the start, so that policies can be attached to them."""
_TASKS_MAY_ASSUME = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
    },
}


# It holds only routes, so tests that make many applications share one.
_backend_app = functools.cache(create_backend_app)


class AwsHandler(QuietHandler, MotoRequestHandler):
    """moto's reading of headers, without a log."""


class AwsApp:
    """The WSGI application.

    Requests run one at a time: moto's backends take no locks. What changed is saved before it is
    answered, so that the three services agree even when the process is killed.
    """

    def __init__(self, folder: Path) -> None:
        """Load what was saved in `folder`, or begin anew. Raises CannotStart."""
        mend_secrets_manager()
        mend_replicas()
        mend_access_control()
        enforce(False)
        mend_buckets()
        mend_sessions()
        mend_dashboards()
        mend_filters()
        mend_subscriptions()
        default_user_config["lambda"] = {"use_docker": False}
        default_user_config["batch"] = {"use_docker": False}
        self._moto = DomainDispatcherApplication(_backend_app)
        self._lock = threading.Lock()
        self._faults = FaultSlot(AwsFault)
        self._requests = Journal(folder / "aws-requests.jsonl")
        self._control = _control_app(self._requests, self._faults)
        self._state = SavedState(folder)
        if not self._state.load():
            _make_roles()
            self._state.save()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve the control plane, a fault or moto."""
        path = environ.get("PATH_INFO", "")
        if path.startswith("/control/"):
            return self._control(environ, start_response)
        if path.startswith("/moto-api"):
            # moto's own pages reset everything, show it in clear and write requests to files.
            return Response(status=404)(environ, start_response)
        call = AwsCall.read(environ)
        fault = self._faults.take(lambda fault: fault.operation == call.operation)
        if fault is not None:
            self._journal(call, fault.status)
            return fault.response(call)(environ, start_response)
        return self._served(call, environ, start_response)

    def _served(
        self, call: AwsCall, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        with self._lock:
            response = Response.from_app(self._moto, environ)
            if call.changes:
                self._state.save()
        self._journal(call, response.status_code)
        return response(environ, start_response)

    def _journal(self, call: AwsCall, status: int) -> None:
        record = {"at": now(), "service": call.service, "operation": call.operation}
        self._requests.write({**record, "status": status})


def _control_app(requests: Journal, faults: FaultSlot[AwsFault]) -> Flask:
    app = api_app("aws")
    plane = control_plane("/control", requests, faults)

    @plane.put("/enforcement")
    def put_enforcement() -> Response:
        enforce(flask.request.get_json(force=True, silent=True) is True)
        return Response(status=204)

    app.register_blueprint(plane)
    return app


def _make_roles() -> None:
    for name in ROLES:
        iam_backends[ACCOUNT]["aws"].create_role(
            role_name=name,
            assume_role_policy_document=json.dumps(_TASKS_MAY_ASSUME),
            path="/",
            permissions_boundary=None,
            description="",
            tags=[],
            max_session_duration="3600",
        )
