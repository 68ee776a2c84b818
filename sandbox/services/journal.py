"""Records of requests, one JSON object a line, in a file that outlives the process."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path


class Journal:
    """Appends and shows records. Its callers keep keys out of them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def write(self, record: Mapping[str, object]) -> None:
        """Append one record."""
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def text(self) -> str:
        """All records as JSON lines, oldest first."""
        with self._lock:
            return self._path.read_text("utf-8") if self._path.exists() else ""


def now() -> str:
    """This moment in UTC with milliseconds: `2026-01-31T12:00:00.000Z`."""
    moment = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    return moment.replace("+00:00", "Z")
