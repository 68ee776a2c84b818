"""The key is found nowhere in clear: a canary, searched for in everything that a run leaves."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.engine.conftest import Person

pytestmark = pytest.mark.engine


def shapes(key: str) -> set[bytes]:
    """A key as it may be written: plain, in a URL, in JSON, in base64 at each of three offsets."""
    encoded = {
        base64.b64encode(b"\0" * offset + key.encode())[4 if offset else 0 : -4]
        for offset in range(3)
    }
    return {key.encode(), quote(key, safe="").encode(), json.dumps(key).encode(), *encoded}


def holders(folder: Path, keys: list[str]) -> list[str]:
    """The files below a folder in which one of the keys can be read."""
    wanted = {shape for key in keys for shape in shapes(key)}
    files = [path for path in folder.rglob("*") if path.is_file() and ".venv" not in path.parts]
    assert files
    return [
        str(path.relative_to(folder))
        for path in files
        if any(shape in path.read_bytes() for shape in wanted)
    ]


@contextmanager
def watched_arguments() -> Iterator[set[bytes]]:
    """Collect the arguments of every process that lives meanwhile."""
    seen: set[bytes] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            for arguments in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(arguments.read_bytes())
                except OSError:
                    continue

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def test_the_search_finds_a_key_in_every_shape(tmp_path: Path) -> None:
    key = "atx_canary+/=" + "0123456789abcdef"
    for number, shape in enumerate(shapes(key)):
        (tmp_path / str(number)).write_bytes(b"before" + shape + b"after")

    assert len(holders(tmp_path, [key])) == len(shapes(key))


def test_no_key_is_left_in_clear_by_a_life_with_faults(operator: Person, tmp_path: Path) -> None:
    keys = [operator.key]
    said = ""
    with watched_arguments() as arguments:
        operator.session.control().fault({"drop": True, "skip": 1})
        said += operator.rotate(2).output
        operator.session.control().fault({})
        keys.append(operator.key)
        said += operator.pulumi("up").output
        said += operator.pulumi("refresh").output
        said += operator.pulumi("preview", "--diff").output
        said += operator.session.pulumi("stack", "export")
        said += operator.session.pulumi("stack", "history", "--json")
        said += operator.session.control().asked()
        operator.session.down()
    (tmp_path / "project" / "said").write_text(said)

    assert holders(tmp_path / "project", keys) == []
    assert any(b"pulumi" in line for line in arguments), "no process was watched"
    assert not [line for line in arguments if any(key.encode() in line for key in keys)]
