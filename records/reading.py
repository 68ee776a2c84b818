"""Find the records in what a person has: the stack's state, or copies from the bucket."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_RESOURCE = "pulumi-python:dynamic/submit:KeyRecord"
_STACK = "pulumi:pulumi:Stack"


class Unreadable(Exception):
    """There is no record to read, and why, in one line."""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Records in the order in which they stand, and the hash that the newest must have."""

    source: str
    documents: list[Any]
    head: str | None


def read(source: str) -> list[Chain]:
    """The chain of a file, of standard input (`-`), or those of a folder of copies.

    Raises:
        Unreadable: no file, no JSON, or no record in it.
    """
    path = Path(source)
    if source != "-" and path.is_dir():
        files = sorted(path.rglob("*.json"))
        if not files:
            raise Unreadable(f"{source}: there is no .json file in this folder")
        return [_chain(str(file), _text(file)) for file in files]
    return [_chain(source, sys.stdin.read() if source == "-" else _text(path))]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise Unreadable(f"{path}: is no file that can be read") from None


def _chain(source: str, text: str) -> Chain:
    try:
        document = json.loads(text)
    except ValueError:
        raise Unreadable(f"{source}: is not JSON") from None
    if isinstance(document, dict) and "deployment" in document:
        return _of_stack(source, document["deployment"].get("resources") or [])
    documents = document if isinstance(document, list) else [document]
    return Chain(source=source, documents=documents, head=None)


def _of_stack(source: str, resources: list[dict[str, Any]]) -> Chain:
    outputs = {resource["type"]: resource.get("outputs") or {} for resource in resources}
    texts = outputs.get(_RESOURCE, {}).get("chain")
    if texts is None:
        raise Unreadable(f"{source}: this stack has no record yet; run pulumi up")
    documents = [json.loads(text) for text in texts]
    return Chain(source=source, documents=documents, head=outputs[_STACK].get("recordHash"))
