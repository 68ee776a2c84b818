"""Reading requests and writing lists, the way all endpoints do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import ceil
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, jsonify, request

from sandbox.services.github.errors import GitHubError, invalid

_LARGEST_PAGE = 100
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
Item = TypeVar("Item")


def json_body() -> dict[str, Any]:
    """The body as a JSON object; 400 for anything else."""
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise GitHubError(400, "Problems parsing JSON")
    return body


def text_field(body: dict[str, Any], name: str) -> str:
    """A text of the body; 422 where it is missing or no text. No error repeats the value."""
    if name not in body:
        raise invalid(f'Invalid request.\n\n"{name}" wasn\'t supplied.')
    if not isinstance(body[name], str):
        raise invalid(f"Invalid request.\n\nFor 'properties/{name}', the value is not a string.")
    return str(body[name])


def stored_name(name: str, kind: str) -> str:
    """A name as GitHub keeps it, in upper case; 422 for one it does not take.

    Source: "Naming your secrets": letters, digits and underscores, no digit first, no `GITHUB_`
    first, in any case. `kind` is `Secret` or `Variable`.
    """
    if not _NAME.fullmatch(name):
        raise invalid(
            f"{kind} names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or "
            "underscores (_). Spaces are not allowed. Must start with a letter ([a-z], [A-Z]) "
            "or underscores (_)."
        )
    if name.upper().startswith("GITHUB_"):
        raise invalid(f"{kind} names must not start with GITHUB_.")
    return name.upper()


def page(key: str, items: Sequence[Item], document: Callable[[Item], Any]) -> Response:
    """One page of a list with `total_count` and GitHub's `Link` header."""
    number, size = _place()
    response = jsonify({"total_count": len(items), key: [document(each) for each in paged(items)]})
    last = max(1, ceil(len(items) / size))
    pages = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
    links = [
        f'<{request.base_url}?{urlencode({**request.args, "page": target})}>; rel="{relation}"'
        for relation, target in pages.items()
        if 1 <= target <= last and target != number
    ]
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def paged(items: Sequence[Item]) -> Sequence[Item]:
    """The items of the page that is asked for."""
    number, size = _place()
    return items[(number - 1) * size : number * size]


def _place() -> tuple[int, int]:
    number, size = (
        max(1, request.args.get(name, default, int))
        for name, default in (("page", 1), ("per_page", 30))
    )
    return number, min(size, _LARGEST_PAGE)


def api_url(path: str) -> str:
    """An absolute URL of this API, as its answers link to each other."""
    return f"{request.host_url}api/v3{path}"
