"""Which operation of which AWS service a request calls."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_CREDENTIAL = re.compile(r"Credential=[^/]*/\d+/[^/]*/([a-z0-9-]+)/aws4_request")
_READING = ("Get", "List", "Describe", "BatchGet")
_NAME = re.compile(r"[A-Za-z]{1,64}")


@dataclass(frozen=True, kw_only=True)
class AwsCall:
    """`service` is the one signed for; `operation` is None where it is not recognised."""

    service: str | None
    operation: str | None
    is_query: bool
    """Whether the service speaks the Query protocol, with XML answers."""
    changes: bool
    """Whether the call may change anything."""

    @classmethod
    def read(cls, environ: WSGIEnvironment) -> AwsCall:
        """Read a request's headers, and its body where that names the operation."""
        signed = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        target: str = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
        operation = target or _action(environ) or _on_an_object(environ)
        return cls(
            service=signed[1] if signed else None,
            operation=operation if _NAME.fullmatch(operation) else None,
            is_query=not target,
            changes=not operation.startswith(_READING)
            and environ["REQUEST_METHOD"] not in ("GET", "HEAD"),
        )


def _on_an_object(environ: WSGIEnvironment) -> str:
    """An operation on an S3 object, as its API reference names it: by method and sub-resource."""
    _, _, key = environ.get("PATH_INFO", "").lstrip("/").partition("/")
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    if not key or query.keys() & {"uploads", "uploadId"}:
        return ""
    part = "Tagging" if "tagging" in query else "Retention" if "retention" in query else ""
    return f"{environ['REQUEST_METHOD'].capitalize()}Object{part}"


def _action(environ: WSGIEnvironment) -> str:
    form: str = environ.get("QUERY_STRING", "")
    is_form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if is_form and length:
        body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = io.BytesIO(body)
        form = body.decode("utf-8", "replace")
    return parse_qs(form).get("Action", [""])[0]
