"""Reads records from an exported stack or from copies in the bucket."""

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
    """No record can be read; the message says why in one line."""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """The records of one source, in their order, and the expected hash of the newest."""

    source: str
    key: str
    """Name of the key: a stack or a bucket may hold the records of several."""
    documents: list[Any]
    head: str | None

    def records(self) -> list[Record]:
        """The documents as records. Raises ValidationError, which quotes no value."""
        return [Record.model_validate(document) for document in self.documents]


def read(source: str) -> list[Chain]:
    """Read the chains of a file, of standard input (`-`) or of a folder of copies.

    Raises:
        Unreadable: there is no such file, it is not JSON, or it holds no record.
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
        raise Unreadable(
            f"{path}: is not a readable file; give a stack export, a copy or a folder of copies"
        ) from None


def parse(source: str, text: str) -> list[Chain]:
    """Read the chains, one for each key, of an exported stack or of a copy from the bucket.

    Raises:
        Unreadable: the text is not JSON, or the stack has no record.
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
    # The output is the hash of one key; with several keys, nothing says which one.
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
    """Return the chains of the named key, or of the only key.

    Raises:
        Unreadable: no name is given and there are several keys, or none has this name.
    """
    keys = sorted({chain.key for chain in chains})
    chosen = key or keys[0]
    if chosen not in keys or (key is None and len(keys) > 1):
        raise Unreadable(f"name one of the keys with --key: {', '.join(keys)}")
    return [chain for chain in chains if chain.key == chosen]
