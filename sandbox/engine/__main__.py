"""Make sure that there is a genuine Pulumi CLI: found, cached, installed, or built."""

from __future__ import annotations

import signal
import sys
from functools import partial

from sandbox.engine.build import GO, build
from sandbox.engine.cache import cached, fill
from sandbox.engine.cli import VERSION, Cli, EngineError
from sandbox.engine.found import in_venv, on_path
from sandbox.engine.hosts import settle
from sandbox.engine.installer import install


def obtain() -> Cli:
    """The first CLI found, with its language hosts beside it.

    Raises:
        EngineError: there is none; the message says what to install.
    """
    makers = (partial(fill, install, "installer"), partial(fill, build, "build"))
    for source in (on_path, cached, in_venv, *makers):
        engine = source()
        if engine is not None:
            return settle(engine)
    raise EngineError(
        f"no Pulumi CLI: install Pulumi {VERSION} or newer (pulumi.com/docs/install),"
        f" or Go {'.'.join(map(str, GO))} or newer to build it, and run the same command again"
    )


def main() -> int:
    """Print the CLI in use; 1 with one plain line where there is none."""
    try:
        engine = obtain()
    except EngineError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    print(f"Pulumi CLI {engine.version}: {engine.executable}")
    return 0


def _end_in_order() -> None:
    """On SIGTERM and SIGHUP exit normally, so that setup also ends what it started."""
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, _: sys.exit(128 + number))


if __name__ == "__main__":
    _end_in_order()
    raise SystemExit(main())
