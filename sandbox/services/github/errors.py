"""Errors in the shape of GitHub's REST API."""

from __future__ import annotations

import time
from math import ceil

from flask import Response, jsonify
from werkzeug.exceptions import HTTPException

_DOCUMENTATION = "https://docs.github.com/rest"


class GitHubError(Exception):
    """A refusal: a status and a message that holds nothing of the request's values."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def not_found() -> GitHubError:
    """What GitHub says of anything that is not there, or not for this token."""
    return GitHubError(404, "Not Found")


def invalid(message: str) -> GitHubError:
    """A body that is JSON but not what the endpoint takes."""
    return GitHubError(422, message)


def error_response(error: GitHubError) -> Response:
    """`{"message", "documentation_url", "status"}`, the status as text."""
    response = jsonify(
        {
            "message": error.message,
            "documentation_url": _DOCUMENTATION,
            "status": str(error.status),
        }
    )
    response.status_code = error.status
    return response


def rate_limited(status: int, seconds: int, *, is_primary: bool) -> Response:
    """A rate limit. Source: "Rate limits for the REST API" (docs.github.com)."""
    kind = "API" if is_primary else "secondary"
    response = error_response(GitHubError(status, f"You have exceeded a {kind} rate limit."))
    if is_primary:
        response.headers["X-RateLimit-Remaining"] = "0"
        response.headers["X-RateLimit-Reset"] = str(ceil(time.time()) + seconds)
    else:
        response.headers["Retry-After"] = str(seconds)
    return response


def http_error_response(error: HTTPException) -> Response:
    """GitHub answers 404 to a method it does not know as well as to a path."""
    status = error.code or 500
    known = not_found() if status in (404, 405) else GitHubError(status, error.name)
    return error_response(known)
