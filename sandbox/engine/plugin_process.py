"""Runs a Python program as a plugin of the engine and passes on what it prints."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import language_pb2

_PIECE = 4096


def run_plugin(request: Any, context: Any) -> Iterator[Any]:
    """Start it as the official host does: in its folder, with the Python of its own environment.

    It ends by itself, or when the engine cancels the call.
    """
    process = subprocess.Popen(
        [_python(request.info), "-u", request.info.program_directory, *request.args],
        cwd=request.pwd,
        env=_environment(request.env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    context.add_callback(process.kill)
    yield from _printed(process)
    yield language_pb2.RunPluginResponse(exitcode=process.wait())


def _python(info: Any) -> str:
    environment = MessageToDict(info.options).get("virtualenv")
    own = Path(info.root_directory) / environment / "bin" / "python" if environment else None
    return str(own) if own is not None and own.exists() else sys.executable


def _environment(given: Any) -> dict[str, str]:
    # The plugin must not import from the checkout, which is on our own path.
    inherited = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    return {**inherited, **dict(pair.split("=", 1) for pair in given)}


def _printed(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    pieces: queue.Queue[tuple[str, bytes]] = queue.Queue()

    def pass_on(name: str, stream: IO[bytes]) -> None:
        while piece := os.read(stream.fileno(), _PIECE):
            pieces.put((name, piece))
        pieces.put((name, b""))

    streams = {"stdout": process.stdout, "stderr": process.stderr}
    for name, stream in streams.items():
        assert stream is not None  # noqa: S101 - for the type checker: a pipe was asked for
        threading.Thread(target=pass_on, args=(name, stream), daemon=True).start()
    ended = 0
    while ended < len(streams):
        name, piece = pieces.get()
        ended += not piece
        if piece:
            answer = language_pb2.RunPluginResponse()
            setattr(answer, name, piece)
            yield answer
