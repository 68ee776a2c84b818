"""`python -m sandbox.engine.stand_in MODULE [ARGUMENT...]`: run a module as the engine's child."""

from __future__ import annotations

import gc
import runpy
import sys

from sandbox.engine.parent import end_with_engine


def main() -> None:
    """Run the module as `__main__`, with the arguments that follow its name."""
    sys.argv = sys.argv[1:]
    end_with_engine(sys.argv[1:])
    # Collecting what a module imports takes a twelfth of its start, and frees nothing.
    gc.set_threshold(100_000, 50, 50)
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
