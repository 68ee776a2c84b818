"""The sandbox cannot reach anything outside this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.services.loopback import refuse_outside


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("192.0.2.1", 443))),
        ("socket.connect", (None, ("2001:db8::1", 443, 0, 0))),
        ("socket.connect", (None, "/var/run/docker.sock")),
        ("socket.sendto", (None, ("192.0.2.1", 53))),
        ("socket.getaddrinfo", ("example.com", 443, 0, 0, 0)),
        ("socket.getaddrinfo", (b"example.com", 443, 0, 0, 0)),
        ("socket.gethostbyname", ("127.0.0.1.example.com",)),
    ],
)
def test_an_outside_address_is_refused(event: str, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(OSError, match="loopback addresses only"):
        refuse_outside(event, arguments)


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("127.0.0.1", 443))),
        ("socket.connect", (None, ("::1", 443, 0, 0))),
        ("socket.getaddrinfo", ("localhost", 443, 0, 0, 0)),
        ("socket.getaddrinfo", (None, 443, 0, 0, 0)),
        ("socket.sendmsg", (None, None)),
        ("socket.bind", (None, ("192.0.2.1", 443))),
        ("open", ("/etc/hosts", "r", 0)),
    ],
)
def test_loopback_and_everything_else_is_allowed(event: str, arguments: tuple[Any, ...]) -> None:
    refuse_outside(event, arguments)


def test_a_guarded_process_cannot_connect_to_the_outside() -> None:
    program = (
        "import socket\n"
        "from sandbox.services.loopback import stay_inside\n"
        "stay_inside()\n"
        "socket.create_connection(('192.0.2.1', 9), timeout=1)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.stderr.endswith("OSError: the sandbox reaches loopback addresses only\n")
