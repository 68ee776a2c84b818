"""One server for many applications: stopping a server takes longer than a test does."""

from __future__ import annotations

from typing import Any

from werkzeug.serving import WSGIRequestHandler

from sandbox.services.serving import HOST, QuietHandler, Server


class Exchangeable:
    """Serves whatever application is put into it."""

    app: Any = None

    def __init__(self, handler: type[WSGIRequestHandler] = QuietHandler) -> None:
        self._server = Server(self, handler=handler)
        self.url = f"http://{HOST}:{self._server.port}"

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Serve a request, as WSGI has it."""
        return self.app(environ, start_response)

    def stop(self) -> None:
        """Take no more calls."""
        self._server.stop()
