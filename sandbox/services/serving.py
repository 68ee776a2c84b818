"""HTTP servers that answer on 127.0.0.1 and write nothing of a request anywhere."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Response
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOST = "127.0.0.1"
_POLL_SECONDS = 0.01


class QuietHandler(WSGIRequestHandler):
    """Keeps no log: request lines and errors may hold what a client sent by mistake, a key."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Nothing is logged."""


class Dropped(Response):
    """No answer: the connection is closed."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Close the connection; to werkzeug a ConnectionError means that the client left."""
        connection = environ.get("werkzeug.socket")
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError


class Server:
    """One service in a thread of its own."""

    def __init__(
        self,
        app: WSGIApplication,
        port: int = 0,
        handler: type[WSGIRequestHandler] = QuietHandler,
    ) -> None:
        with _listening(port) as listener:
            self._server: BaseWSGIServer = make_server(
                HOST,
                0,
                _contained(app),
                threaded=True,
                request_handler=handler,
                fd=listener.fileno(),
            )
        self.port: int = self._server.port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Take no more connections."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _listening(port: int) -> socket.socket:
    """Listen on that port, or on any free one where it is 0 or taken.

    Done here because werkzeug's own binding ends the process when a port is taken.
    """
    for candidate in (port, 0):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
            listener.listen(128)
        except OSError:
            listener.close()
            continue
        return listener
    raise OSError(f"no port of {HOST} can be bound")


def _contained(app: WSGIApplication) -> WSGIApplication:
    """Print only the type of an error: its message may hold what a client sent."""

    def contained(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except ConnectionError:
            raise
        except Exception as error:
            print(f"sandbox service failed: {type(error).__name__}", file=sys.stderr)
            return Response("internal error\n", status=500)(environ, start_response)

    return contained
