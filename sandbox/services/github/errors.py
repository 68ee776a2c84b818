"""Errors in the shape of GitHub's REST API."""

from __future__ import annotations

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
    said = {"message": error.message, "documentation_url": _DOCUMENTATION}
    response = jsonify({**said, "status": str(error.status)})
    response.status_code = error.status
    return response


def http_error_response(error: HTTPException) -> Response:
    """GitHub answers 404 to a method it does not know as well as to a path."""
    status = error.code or 500
    known = not_found() if status in (404, 405) else GitHubError(status, error.name)
    return error_response(known)
