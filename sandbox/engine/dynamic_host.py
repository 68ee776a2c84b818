"""`pulumi-resource-pulumi-python`: the SDK's own server of dynamic providers."""

from __future__ import annotations

import runpy
import sys

from sandbox.engine.parent import end_with_engine


def main() -> None:
    """Serve until the engine ends us.

    The providers are loaded by the names of their modules, from the program's folder: the engine
    starts us there.
    """
    end_with_engine(sys.argv[1:])
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
