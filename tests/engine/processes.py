"""Watches all running processes, as another user of the machine could."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Seen:
    """The arguments and environments of processes."""

    arguments: set[bytes] = field(default_factory=set)
    environments: set[bytes] = field(default_factory=set)

    def write(self, folder: Path) -> None:
        """Write them to a file, to be searched like any other."""
        (folder / "arguments").write_bytes(b"\n".join(sorted(self.arguments)))
        (folder / "environments").write_bytes(b"\n".join(sorted(self.environments)))


@contextmanager
def watched_processes() -> Iterator[Seen]:
    """Collect the arguments and environment of every process until the end of the block."""
    seen = Seen()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            for kind, found in (("cmdline", seen.arguments), ("environ", seen.environments)):
                for path in Path("/proc").glob(f"[0-9]*/{kind}"):
                    try:
                        found.add(path.read_bytes())
                    except OSError:
                        continue

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()
