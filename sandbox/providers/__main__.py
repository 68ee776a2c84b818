"""Run one stand-in plugin: `python -m sandbox.providers aws|github`.

Print its gRPC port on a line of its own, as the engine expects of any plugin.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import grpc
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from sandbox.providers.plugin import Plugin

_MESSAGE_BYTES = 400 * 1024 * 1024
_NAMES = ("aws", "github")


def main(arguments: list[str]) -> int:
    """Serve until this process is ended."""
    if not arguments or arguments[0] not in _NAMES:
        print(f"usage: python -m sandbox.providers {'|'.join(_NAMES)}", file=sys.stderr)
        return 2
    server, port = serve(arguments[0])
    print(port, flush=True)
    server.wait_for_termination()
    return 0


def serve(name: str) -> tuple[grpc.Server, int]:
    """Start the plugin's gRPC server on a free port of 127.0.0.1."""
    plugin = Plugin(import_module(f"sandbox.providers.{name}.provider").provider())
    options = [
        ("grpc.max_receive_message_length", _MESSAGE_BYTES),
        ("grpc.max_send_message_length", _MESSAGE_BYTES),
    ]
    server = grpc.server(ThreadPoolExecutor(max_workers=32), options=options)
    add_ResourceProviderServicer_to_server(plugin, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
