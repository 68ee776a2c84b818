"""A process that cannot reach anything outside this machine."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

_CONNECTING = ("socket.connect", "socket.sendto", "socket.sendmsg")
_NAMING = ("socket.getaddrinfo", "socket.gethostbyname")


def stay_inside() -> None:
    """Refuse, for the life of the process, every address that is not loopback.

    moto follows SNS subscriptions, runs Lambda functions in Docker and so on: an audit hook sees
    every socket of the interpreter, whichever library opens it. Unix sockets are refused too.
    """
    sys.addaudithook(refuse_outside)


def refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise OSError for a socket event that would leave this machine."""
    if event in _CONNECTING and arguments[1] is not None:
        address = arguments[1]
        allowed = isinstance(address, tuple) and _is_loopback(address[0])
    elif event in _NAMING:
        allowed = arguments[0] in (None, "", b"") or _is_loopback(arguments[0])
    else:
        return
    if not allowed:
        raise OSError("the sandbox reaches loopback addresses only")


def _is_loopback(host: Any) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
