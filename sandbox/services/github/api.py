"""GitHub's REST API under `/api/v3`, as an Enterprise Server serves it, with its control plane."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from sandbox.services.api_app import api_app
from sandbox.services.faults import FaultSlot
from sandbox.services.github.control import GitHubFault, control_plane
from sandbox.services.github.database import Database
from sandbox.services.github.errors import (
    GitHubError,
    error_response,
    http_error_response,
    rate_limited,
)
from sandbox.services.github.repositories import Repositories
from sandbox.services.github.repository_routes import RepositoryRoutes
from sandbox.services.github.scopes import (
    ORGANIZATION_URL,
    organization_scope,
    organization_variable_scope,
    secret_scopes,
    variable_scopes,
)
from sandbox.services.github.secret_routes import OrganizationSecretRoutes, SecretRoutes
from sandbox.services.github.secrets import Secrets
from sandbox.services.github.selections import Selections
from sandbox.services.github.threads import Threads
from sandbox.services.github.variable_routes import OrganizationVariableRoutes, VariableRoutes
from sandbox.services.github.variables import Variables
from sandbox.services.journal import Journal, now

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOKEN = "sandbox-github-token"  # noqa: S105 - opens the stand-in and nothing else
PREFIX = "/api/v3"


def github_app(database: Database, requests: Journal) -> Flask:
    """The API and its control plane."""
    app = api_app("github")
    faults = FaultSlot(GitHubFault)
    repositories = Repositories(database)
    app.before_request(_guard(faults))
    counts: Counter[str] = Counter()
    app.after_request(_journalled(requests, counts))
    app.register_blueprint(_api(database, repositories))
    app.register_blueprint(control_plane(app, repositories, requests, faults, counts))
    app.register_error_handler(GitHubError, error_response)
    app.register_error_handler(HTTPException, http_error_response)
    app.wsgi_app = _by_name(app.wsgi_app, repositories)  # type: ignore[assignment, method-assign]
    return app


def _api(database: Database, repositories: Repositories) -> Blueprint:
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    secrets, variables = Secrets(database), Variables(database)
    RepositoryRoutes(repositories).register(api)
    for url, scope_of in secret_scopes(repositories).items():
        SecretRoutes(secrets, scope_of).register(api, url)
    Threads(database, repositories).register(api)
    for url, scope_of in variable_scopes(repositories).items():
        VariableRoutes(variables, scope_of).register(api, url)
    _add_organization(api, database, repositories, secrets, variables)
    return api


def _add_organization(
    api: Blueprint,
    database: Database,
    repositories: Repositories,
    secrets: Secrets,
    variables: Variables,
) -> None:
    url, scope = f"{ORGANIZATION_URL}/actions", organization_scope
    chosen = Selections(database, repositories, secrets.find, scope)
    OrganizationSecretRoutes(secrets, scope, chosen).register(api, url)
    chosen.register(api, f"{url}/secrets")
    scope = organization_variable_scope
    chosen = Selections(database, repositories, variables.find, scope)
    OrganizationVariableRoutes(variables, scope, chosen).register(api, url)
    chosen.register(api, f"{url}/variables")


def _guard(faults: FaultSlot[GitHubFault]) -> Callable[[], Response | None]:
    def guard() -> Response | None:
        if not request.path.startswith(PREFIX):
            return None
        fault = faults.take(lambda fault: fault.applies(request.method, request.path))
        if fault is not None and fault.retry_after is not None:
            return rate_limited(fault.status, fault.retry_after, is_primary=fault.primary)
        if fault is not None:
            return error_response(GitHubError(fault.status, HTTPStatus(fault.status).phrase))
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        known = hmac.compare_digest(token.encode(), TOKEN.encode())
        if scheme.lower() in ("bearer", "token") and known:
            return None
        message = "Bad credentials" if scheme else "Requires authentication"
        return error_response(GitHubError(401, message))

    return guard


def _journalled(requests: Journal, counts: Counter[str]) -> Callable[[Response], Response]:
    def journalled(response: Response) -> Response:
        if request.path.startswith(PREFIX):
            counts[request.method] += 1
        if request.path.startswith(PREFIX) and request.method not in ("GET", "HEAD", "OPTIONS"):
            record = {"method": request.method, "path": request.path, "at": now()}
            requests.write({**record, "status": response.status_code})
        return response

    return journalled


def _by_name(app: WSGIApplication, repositories: Repositories) -> WSGIApplication:
    """Route `/repositories/ID/...` as `/repos/OWNER/NAME/...`."""

    def by_name(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if path.startswith(f"{PREFIX}/repositories/"):
            canonical = repositories.canonical_path(path[len(PREFIX) :])
            environ["PATH_INFO"] = f"{PREFIX}{canonical}"
        return app(environ, start_response)

    return by_name
