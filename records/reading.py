"""Find the records in what a person has: the stack's state, or copies from the bucket."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.record.model import Record
from records.resource_types import KEY_RECORD

_STACK = "pulumi:pulumi:Stack"


class Unreadable(Exception):
    """There is no record to read, and why, in one line."""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Records in the order in which they stand, and the hash that the newest must have."""

    source: str
    key: str
    """Whose: a stack, and a bucket, may hold the records of several keys."""
    documents: list[Any]
    head: str | None

    def records(self) -> list[Record]:
        """The documents as records. Raises ValidationError, which quotes nothing of them."""
        return [Record.model_validate(document) for document in self.documents]


def read(source: str) -> list[Chain]:
    """The chains of a file, of standard input (`-`), or of a folder of copies.

    Raises:
        Unreadable: no file, no JSON, or no record in it.
    """
    path = Path(source)
    if source != "-" and path.is_dir():
        files = sorted(path.rglob("*.json"))
        if not files:
            raise Unreadable(f"{source}: there is no .json file in this folder")
        return [chain for file in files for chain in parse(str(file), _text(file))]
    return parse(source, sys.stdin.read() if source == "-" else _text(path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise Unreadable(f"{path}: is no file that can be read") from None


def parse(source: str, text: str) -> list[Chain]:
    """The chains of a text, one for each key: an exported stack, or a copy from the bucket.

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
    return [Chain(source=source, key=str(Path(source).parent), documents=documents, head=None)]


def _of_stack(source: str, resources: list[dict[str, Any]]) -> list[Chain]:
    records = [each for each in resources if each["type"] == KEY_RECORD and "outputs" in each]
    if not records:
        raise Unreadable(f"{source}: this stack has no record yet; run pulumi up")
    outputs = [each.get("outputs") or {} for each in resources if each["type"] == _STACK]
    # The program exports one hash; where there are several keys, it says nothing of the others.
    head = outputs[0].get("recordHash") if len(records) == 1 and outputs else None
    return [
        Chain(
            source=source,
            key=each["urn"].rsplit("::", 1)[1],
            documents=[json.loads(text) for text in each["outputs"]["chain"]],
            head=head,
        )
        for each in records
    ]


def of_one_key(chains: Sequence[Chain], key: str | None) -> list[Chain]:
    """The chains of the key that is named, or of the only one there is.

    Raises:
        Unreadable: there are several keys, or none of this name.
    """
    keys = sorted({chain.key for chain in chains})
    chosen = key or keys[0]
    if chosen not in keys or (key is None and len(keys) > 1):
        raise Unreadable(f"name one of the keys with --key: {', '.join(keys)}")
    return [chain for chain in chains if chain.key == chosen]
