"""`pulumi-resource-pulumi-python`: the SDK's own server of dynamic providers."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from sandbox.engine.parent import end_with_engine


def main() -> None:
    """Serve until the engine ends us."""
    end_with_engine(sys.argv[1:])
    # The providers are loaded by the names of their modules: those of the program's folder.
    sys.path.insert(0, str(Path.cwd()))
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
