"""What the workflows run: `make preview`, `make deploy`, `make verify`, `make rotate`, STACK=."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ci.github import Repository
from ci.report import preview_report, update_report
from ci.rotate import rotate
from ci.stack import Stack
from ci.verify import tell, verify
from components.record.model import Record
from components.refusal import OneLineError
from records.reading import Unreadable, parse


def preview_(stack: Stack) -> bool:
    """Say what an update would do: here, and in the pull request if there is one."""
    succeeded, document = stack.json("preview")
    report = preview_report(stack.name, document)
    _summary(report)
    if number := os.environ.get("PULL_REQUEST"):
        Repository().comment(int(number), f"<!-- submit-key preview {stack.name} -->", report)
    return succeeded


def deploy_(stack: Stack) -> bool:
    """Update the stack, and say in the summary what was done and what a person must do."""
    before = _records(stack)
    succeeded = stack.show("up", "--yes", "--skip-preview", "--suppress-outputs")
    _, outputs = stack.json("stack", "output")
    after = _records(stack)
    written = after if after[-1:] != before[-1:] else []
    _summary(update_report(stack.name, outputs, succeeded=succeeded, records=written))
    return succeeded


def verify_(stack: Stack) -> bool:
    """Check that nothing changed since the last update; open or renew one issue if it did."""
    found = verify(stack)
    _summary("\n".join([f"- {each}" for each in found] or ["Everything is as it was left."]) + "\n")
    if os.environ.get("GITHUB_REPOSITORY"):
        tell(stack, found)
    return not found


def rotate_(stack: Stack) -> bool:
    """Open the pull request that raises `keyVersion`, with the key in NEW_SUBMIT_KEY."""
    _summary(f"Pull request: {rotate(stack)}\n")
    return True


def _records(stack: Stack) -> list[Record]:
    """The records in the state; none before the first update, or if they cannot be read."""
    try:
        return parse(stack.name, stack.exported())[0].records()
    except (Unreadable, ValueError):
        return []  # an update must not fail for its picture


def _summary(text: str) -> None:
    print(text)
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(path).open("a") as file:
            file.write(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0, or 1 when it failed or found something."""
    verbs = {verb.__name__.rstrip("_"): verb for verb in (preview_, deploy_, verify_, rotate_)}
    parser = argparse.ArgumentParser(prog="python -m ci", description=__doc__)
    parser.add_argument("verb", choices=verbs)
    parser.add_argument("stack")
    asked = parser.parse_args(argv)
    try:
        return 0 if verbs[asked.verb](Stack(asked.stack)) else 1
    except OneLineError as failure:
        print(f"{asked.verb}: {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
