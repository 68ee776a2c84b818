"""Adds up the log of a drill: `python -m tests.drill.summary LOG`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any


def summary(records: list[dict[str, Any]]) -> str:
    """A Markdown table of all counts; a failed sequence is printed in full."""
    counts: Counter[str] = Counter({"sequences": len(records), "failed": 0})
    for record in records:
        counts["failed"] += record["failure"] is not None
        counts.update({name: n for name, n in record.items() if name not in ("script", "failure")})
    rows = [f"| {name} | {count} |" for name, count in counts.items()]
    failed = [
        f"\n{record['script']}\n{record['failure']}"
        for record in records
        if record["failure"] is not None
    ]
    return "\n".join(["| what | count |", "|---|---|", *rows, *failed])


if __name__ == "__main__":
    print(summary([json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]))
