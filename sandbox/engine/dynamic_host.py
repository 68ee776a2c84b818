"""`pulumi-resource-pulumi-python`: the SDK's own server of dynamic providers."""

from __future__ import annotations

import runpy


def main() -> None:
    """Serve until the engine ends this process.

    The engine starts it in the program's folder, so the providers' modules are found there.
    """
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
