"""GitHub's REST API under `/api/v3`, as an Enterprise Server serves it, with its control plane."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from sandbox.services.api_app import api_app
from sandbox.services.control import control_plane
from sandbox.services.database import Database
from sandbox.services.faults import FaultSlot
from sandbox.services.github.control import GitHubFault, add_questions, add_tokens
from sandbox.services.github.errors import GitHubError, error_response, http_error_response
from sandbox.services.github.permissions import Tokens, endpoint, named, needed
from sandbox.services.github.repositories import (
    ENVIRONMENT_URL,
    ORGANIZATION_URL,
    REPOSITORY_URL,
    Repositories,
)
from sandbox.services.github.repository_routes import RepositoryRoutes
from sandbox.services.github.sealing import KeyPairs
from sandbox.services.github.stored import Stored
from sandbox.services.github.stored_routes import SecretRoutes, VariableRoutes
from sandbox.services.github.subjects import Subjects
from sandbox.services.github.tables import TABLES
from sandbox.services.github.threads import Threads
from sandbox.services.journal import Journal, now

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TOKEN = "sandbox-github-token"  # noqa: S105 - opens the stand-in and nothing else
PREFIX = "/api/v3"
REPOSITORY_PATH_SLASHES = f"{PREFIX}{REPOSITORY_URL}".count("/")
_SHARED_URLS = (ENVIRONMENT_URL, f"{ORGANIZATION_URL}/actions")
_SECRET_URL = f"{REPOSITORY_URL}/<any(actions, dependabot, codespaces):product>"
_VARIABLE_URL = f"{REPOSITORY_URL}/<any(actions):product>"


@contextmanager
def github_app(folder: Path) -> Iterator[Flask]:
    """The API and its control plane, with their memory in a folder."""
    with closing(Database(folder / "github.sqlite", TABLES)) as database:
        app = api_app("github")
        repositories, counts = Repositories(database), Counter[str]()
        requests, faults = Journal(folder / "github-requests.jsonl"), FaultSlot(GitHubFault)
        plane = control_plane("/control", requests, faults)
        tokens = Tokens(TOKEN)
        add_questions(plane, app, repositories, counts)
        add_tokens(plane, tokens)
        app.register_blueprint(plane)
        app.register_blueprint(_api(database, repositories))
        app.before_request(_guard(faults, tokens))
        app.before_request(_gate(repositories))
        app.after_request(_journalled(requests, counts))
        app.register_error_handler(GitHubError, error_response)
        app.register_error_handler(HTTPException, http_error_response)
        app.wsgi_app = _by_name(app.wsgi_app, repositories)  # type: ignore[assignment, method-assign]
        yield app


def _api(database: Database, repositories: Repositories) -> Blueprint:
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    RepositoryRoutes(repositories).register(api)
    Threads(database, repositories).register(api)
    Subjects(database, repositories).register(api)
    stored = Stored(database)
    secrets = SecretRoutes(stored, repositories, KeyPairs(database))
    for url in (_SECRET_URL, *_SHARED_URLS):
        secrets.register(api, url)
    variables = VariableRoutes(stored, repositories)
    for url in (_VARIABLE_URL, *_SHARED_URLS):
        variables.register(api, url)
    for routes in (secrets, variables):
        routes.register_seen(api, REPOSITORY_URL)
    return api


def _guard(faults: FaultSlot[GitHubFault], tokens: Tokens) -> Callable[[], Response | None]:
    def guard() -> Response | None:
        if not request.path.startswith(PREFIX):
            return None
        fault = faults.take(lambda fault: fault.applies(request.method, request.path))
        if fault is not None:
            return fault.response()
        tokens.check(request)
        return None

    return guard


def _gate(repositories: Repositories) -> Callable[[], Response | None]:
    """Redirect a former name, as GitHub does, and let nobody write what is archived."""

    def gate() -> Response | None:
        place = request.view_args or {}
        if "owner" not in place:
            return None
        moved = repositories.moves.moved(place["owner"], place["repo"])
        if moved is not None:
            return _redirect(moved)
        is_read = request.method in ("GET", "HEAD")
        is_of_itself = request.path.count("/") == REPOSITORY_PATH_SLASHES
        if is_read or is_of_itself:
            return None
        number = repositories.find(place["owner"], place["repo"])["id"]
        if repositories.moves.is_archived(number):
            return error_response(GitHubError(403, "Repository was archived so is read-only."))
        return None

    return gate


def _redirect(number: int) -> Response:
    """To the same path by the repository's id: 301 for a read, 307, which is repeated, else."""
    rest = request.path.removeprefix(PREFIX).split("/", 4)[4:]
    path = "/".join([f"{request.host_url}api/v3/repositories/{number}", *map(quote, rest)])
    query = request.query_string.decode()
    status = 301 if request.method in ("GET", "HEAD") else 307
    words = {301: "Moved Permanently", 307: "Temporary Redirect"}
    response = error_response(GitHubError(status, words[status]))
    response.headers["Location"] = f"{path}?{query}" if query else path
    return response


def _journalled(requests: Journal, counts: Counter[str]) -> Callable[[Response], Response]:
    def journalled(response: Response) -> Response:
        if request.path.startswith(PREFIX):
            counts[request.method] += 1
            named(response, request)
            record = {"method": request.method, "path": request.path, "at": now()}
            needs = {"endpoint": endpoint(request), "needs": needed(request)}
            requests.write({**record, **needs, "status": response.status_code})
        return response

    return journalled


def _by_name(app: WSGIApplication, repositories: Repositories) -> WSGIApplication:
    """Route `/repositories/ID/...` as `/repos/OWNER/NAME/...`."""

    def by_name(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if path.startswith(PREFIX):
            environ["PATH_INFO"] = PREFIX + repositories.canonical_path(path[len(PREFIX) :])
        return app(environ, start_response)

    return by_name
