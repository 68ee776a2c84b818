"""One server for many applications, because stopping a server takes longer than a test."""

from __future__ import annotations

from typing import Any

from werkzeug.serving import WSGIRequestHandler

from sandbox.services.serving import HOST, QuietHandler, Server


class Exchangeable:
    """Serves the application that a test puts into it."""

    app: Any = None

    def __init__(self, handler: type[WSGIRequestHandler] = QuietHandler) -> None:
        self._server = Server(self, handler=handler)
        self.url = f"http://{HOST}:{self._server.port}"

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Serve a WSGI request."""
        return self.app(environ, start_response)

    def stop(self) -> None:
        """Stop the server."""
        self._server.stop()
