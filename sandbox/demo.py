"""`make demo`: a key's whole life on one machine, with the engine's own output."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from components.key.versions import TEST_REQUEST
from components.submit_api.answer import Verdict
from sandbox.consumer import Consumer
from sandbox.engine import EngineError
from sandbox.folder import SandboxFolder
from sandbox.process import SandboxError
from sandbox.session import Session
from sandbox.shell import without_proxy
from sandbox.stack import DRAIN_SECONDS

_CACHE_SECONDS = 3.0
_console = Console(highlight=False)


def main() -> int:
    """Run the demo. Returns 0 if it ended as promised."""
    os.environ.update(without_proxy(os.environ))
    try:
        with tempfile.TemporaryDirectory(prefix="submit-key-demo-") as folder:
            return _with(Session(SandboxFolder.apart(Path(folder))))
    except (SandboxError, EngineError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1


def _with(session: Session) -> int:
    began = time.monotonic()
    try:
        session.up()
        consumer = _tell(session)
        return _report(session, consumer, time.monotonic() - began)
    finally:
        session.down()


def _tell(session: Session) -> Consumer:
    first = session.control().keys()[0]["id"]
    _say("Key version 1 was created in the Vault. `pulumi up` stores, proves and hands it out.")
    _up(session)
    with Consumer(session.addresses(), cache_seconds=_CACHE_SECONDS) as consumer:
        _say("A consumer now calls the Submit API without pause, with the key it finds.")
        _say("Rotation: a new key from the Vault, `keyVersion` 2, the same `pulumi up`.")
        session.set_key(session.control().create_key()["key"], 2)
        _up(session)
        _say("The consumer may still hold version 1. `nextStep` says what to do, and from when:")
        _console.print(_output(session, "nextStep"))
        time.sleep(DRAIN_SECONDS)
        _say(f"A person revokes version 1 in the Vault ({first}); `pulumi up` proves it dead.")
        session.control().revoke_key(first)
        _up(session)
    return consumer


def _output(session: Session, name: str) -> Any:
    return json.loads(session.pulumi("stack", "output", "--json"))[name]


def _up(session: Session) -> None:
    colour = "always" if _console.is_terminal else "never"
    session.show("pulumi", "up", "--yes", "--skip-preview", "--color", colour)


def _say(text: str) -> None:
    _console.print(f"\n[bold cyan]{text}[/]")


def _report(session: Session, consumer: Consumer, seconds: float) -> int:
    asked = [json.loads(line) for line in session.control().asked().splitlines()]
    sent = sum((request["externalId"] or "").startswith(TEST_REQUEST) for request in asked)
    failed = consumer.verdicts[Verdict.REFUSED]
    old = _output(session, "history")[0]["state"]
    table = Table(title="\nWhat happened", show_header=False)
    table.add_row("test requests sent, one for each key version", str(sent))
    table.add_row("calls of the consumer", str(consumer.verdicts.total()))
    table.add_row("failed authentications it saw", str(failed))
    table.add_row("the old key", "revoked, proved dead" if old == "revoked" else old)
    table.add_row("what is left to do", _output(session, "nextStep"))
    table.add_row("time taken", f"{seconds:.0f} s")
    _console.print(table)
    return 0 if (sent, failed, old) == (2, 0, "revoked") else 1


if __name__ == "__main__":
    raise SystemExit(main())
