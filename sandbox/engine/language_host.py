"""`pulumi-language-python`: runs a Python program for the engine.

The SDK's own server does the work; the official host around it is written in Go and is no part of
the CLI's module.
"""

from __future__ import annotations

import os
import runpy
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from sandbox.engine.parent import end_with_parent


class Host(LanguageServer):
    """Answers the engine, and runs the program that it names."""

    def __init__(self, engine: str) -> None:
        super().__init__(lambda: None)
        self._engine = engine

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802 - a gRPC name
        """Nothing to agree on."""
        return language_pb2.LanguageHandshakeResponse()

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC
        """`pulumi about` asks; the list is in constraints.txt."""
        return language_pb2.GetProgramDependenciesResponse()

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802 - a gRPC name
        """Run `__main__.py` of the program's folder as a fresh program."""
        folder = request.info.program_directory or request.pwd
        os.chdir(folder)
        sys.path.insert(0, folder)
        request.args.insert(0, self._engine)
        self.program = lambda: _run(folder)
        answer = super().Run(request, context)  # type: ignore[no-untyped-call]
        # The SDK's server has logged the error; said again here, it would be shown twice.
        return language_pb2.RunResponse(bail=True) if answer.error else answer


def _run(folder: str) -> None:
    runpy.run_path(f"{folder}/__main__.py", run_name="__main__")


def main() -> None:
    """Serve; the engine's address is the last argument, our port the first line we print."""
    end_with_parent()
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Host(sys.argv[-1]), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
