"""An application in whose place another can be put, so that one server does for many tests."""

from __future__ import annotations

from typing import Any


class Exchangeable:
    """Serves whatever application is put into it: stopping a server takes longer than a test."""

    app: Any = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Serve a request, as WSGI has it."""
        return self.app(environ, start_response)
