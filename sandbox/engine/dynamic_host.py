"""`pulumi-resource-pulumi-python`: the SDK's own server of dynamic providers."""

from __future__ import annotations

import runpy
import sys

from sandbox.engine.parent import end_with_engine


def main() -> None:
    """Serve until the engine ends this process.

    The engine starts it in the program's folder, so the providers' modules are found there.
    """
    end_with_engine(sys.argv[1:])
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
