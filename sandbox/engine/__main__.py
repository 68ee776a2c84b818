"""Make sure that there is a genuine Pulumi CLI: found, cached, installed, or built."""

from __future__ import annotations

import sys

from sandbox.engine import VERSION, Engine, EngineError, on_path
from sandbox.engine.build import build
from sandbox.engine.cache import cached, fill
from sandbox.engine.hosts import settle
from sandbox.engine.installer import install


def obtain() -> Engine:
    """The first CLI that is to be had, with its hosts beside it.

    Raises:
        EngineError: none is; the message says what to install.
    """
    for source in (on_path, cached, lambda: fill(install), lambda: fill(build)):
        engine = source()
        if engine is not None:
            return settle(engine)
    raise EngineError(
        f"no Pulumi CLI: install Pulumi {VERSION} or newer (pulumi.com/docs/install),"
        " or Go 1.25.11 or newer to build it, and run the same command again"
    )


def main() -> int:
    """Print the CLI in use; 1 with one plain line where there is none."""
    try:
        engine = obtain()
    except EngineError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    print(f"Pulumi CLI: {engine.executable}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
