"""`pulumi-language-python`: runs a Python program for the engine.

The SDK's own server does the work. The official host around it is written in Go, and the CLI's
module does not include it.
"""

from __future__ import annotations

import os
import runpy
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import grpc
from pulumi import RunError
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from sandbox.engine.plugin_process import run_plugin

_INSTALL = b"The packages of this project are installed by: make setup\n"


class Host(LanguageServer):
    """Answers the engine, and runs the program that it names."""

    def __init__(self, engine: str) -> None:
        super().__init__(lambda: None)
        self._engine = engine

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802 - a gRPC name
        """Nothing to agree on."""
        return language_pb2.LanguageHandshakeResponse()

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        """`pulumi install` asks."""
        yield language_pb2.InstallDependenciesResponse(stdout=_INSTALL)

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC
        """`pulumi about` asks: every installed package."""
        packages = [
            language_pb2.DependencyInfo(name=each.metadata["Name"], version=each.version)
            for each in sorted(distributions(), key=lambda each: each.metadata["Name"].lower())
        ]
        return language_pb2.GetProgramDependenciesResponse(dependencies=packages)

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802 - a gRPC name
        """Run a program that serves the engine itself: a policy pack."""
        yield from run_plugin(request, context)

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802 - a gRPC name
        """Run the program as the official host does: in its folder, as `__main__`."""
        folder = Path(request.info.program_directory or request.pwd)
        program = folder / (request.info.entry_point or "__main__.py")
        if program.is_dir():
            program /= "__main__.py"
        os.chdir(folder)
        sys.path.insert(0, str(program.parent))
        request.args.insert(0, self._engine)
        self.program = partial(_run, str(program))
        answer = super().Run(request, context)  # type: ignore[no-untyped-call]
        # The SDK's server has logged the error already; repeated here, it would be shown twice.
        return language_pb2.RunResponse(bail=True) if answer.error else answer


def _run(program: str) -> None:
    sys.argv = [program]
    try:
        runpy.run_path(program, run_name="__main__")
    except RunError:
        raise
    except SystemExit as ended:
        if ended.code:
            raise RunError(f"program exited with non-zero exit code: {ended.code}") from None
    except Exception as error:
        shown = f"Program failed with an unhandled exception:\n{_traceback(error, program)}"
        raise RunError(shown) from None


def _traceback(error: Exception, program: str) -> str:
    """The traceback from the program's first frame on, without our own frames."""
    frames = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    limit = frames.index(program) - len(frames) if program in frames else None
    return "".join(traceback.format_exception(type(error), error, error.__traceback__, limit))


def main() -> None:
    """Serve. The last argument is the engine's address; the first line printed is our port."""
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Host(sys.argv[-1]), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
