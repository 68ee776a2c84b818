"""Find the records in what a person has: the stack's state, or copies from the bucket."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.dynamic_types import KEY_RECORD
from components.record.model import Record

_STACK = "pulumi:pulumi:Stack"


class Unreadable(Exception):
    """There is no record to read, and why, in one line."""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Records in the order in which they stand, and the hash that the newest must have."""

    source: str
    documents: list[Any]
    head: str | None

    def records(self) -> list[Record]:
        """The documents as records. Raises ValidationError, which quotes nothing of them."""
        return [Record.model_validate(document) for document in self.documents]


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
        return [parse(str(file), _text(file)) for file in files]
    return [parse(source, sys.stdin.read() if source == "-" else _text(path))]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise Unreadable(f"{path}: is no file that can be read") from None


def parse(source: str, text: str) -> Chain:
    """The chain of a text: what `pulumi stack export` says, or a copy from the bucket.

    Raises:
        Unreadable: it is no JSON, or a stack without a record.
    """
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
    texts = outputs.get(KEY_RECORD, {}).get("chain")
    if texts is None:
        raise Unreadable(f"{source}: this stack has no record yet; run pulumi up")
    documents = [json.loads(text) for text in texts]
    return Chain(source=source, documents=documents, head=outputs[_STACK].get("recordHash"))
