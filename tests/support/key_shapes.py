"""The forms in which a key may be written, and a search for them in files."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote


def shapes(key: str) -> set[bytes]:
    """All forms of a key: plain, URL-encoded, in JSON, in base64 at each of three offsets."""
    encoded = {
        form(b"\0" * offset + key.encode())[4 if offset else 0 : -4]
        for offset in range(3)
        for form in (base64.b64encode, base64.urlsafe_b64encode)
    }
    escaped = json.dumps(json.dumps(key))
    return {
        key.encode(),
        quote(key, safe="").encode(),
        json.dumps(key)[1:-1].encode(),
        escaped[3:-3].encode(),
        *encoded,
    }


def holders(folder: Path, keys: list[str]) -> list[str]:
    """The files below a folder that contain one of the keys."""
    wanted = {shape for key in keys for shape in shapes(key)}
    files = [path for path in folder.rglob("*") if path.is_file() and ".venv" not in path.parts]
    assert files
    return [
        str(path.relative_to(folder))
        for path in files
        if any(shape in path.read_bytes() for shape in wanted)
    ]
