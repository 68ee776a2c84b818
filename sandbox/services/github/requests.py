"""Reading request bodies and writing lists, the way all endpoints do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, jsonify, request

from sandbox.services.github.errors import GitHubError, invalid

_LARGEST_PAGE = 100
Item = TypeVar("Item")
View = Callable[..., Response | tuple[Response, int]]
"""What answers an endpoint: takes the named parts of its URL."""


def json_body() -> dict[str, Any]:
    """The body as a JSON object; 400 for anything else."""
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise GitHubError(400, "Problems parsing JSON")
    return body


def text_field(body: dict[str, Any], name: str) -> str:
    """A text of the body; 422 where it is missing or no text. The value is never repeated."""
    if name not in body:
        raise invalid(f'Invalid request.\n\n"{name}" wasn\'t supplied.')
    if not isinstance(body[name], str):
        raise invalid(f"Invalid request.\n\nFor 'properties/{name}', the value is not a string.")
    return str(body[name])


def page(key: str, items: Sequence[Item], document: Callable[[Item], Any]) -> Response:
    """One page of a list with `total_count` and GitHub's `Link` header."""
    size = max(1, min(_number("per_page", 30), _LARGEST_PAGE))
    last = max(1, ceil(len(items) / size))
    number = max(1, _number("page", 1))
    shown = [document(item) for item in items[(number - 1) * size : number * size]]
    response = jsonify({"total_count": len(items), key: shown})
    pages = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
    links = [
        f'<{request.base_url}?{urlencode({**request.args, "page": target})}>; rel="{relation}"'
        for relation, target in pages.items()
        if 1 <= target <= last and target != number
    ]
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def _number(name: str, default: int) -> int:
    return request.args.get(name, default=default, type=int)


def api_url(path: str) -> str:
    """An absolute URL of this API, as its answers link to each other."""
    return f"{request.host_url}api/v3{path}"
