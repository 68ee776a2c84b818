"""What a shell exports to see the sandbox, whatever it had before."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.folder import SandboxFolder
from sandbox.process import Addresses
from sandbox.shell import exports


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_no_proxy_is_asked_for_this_machine_in_both_spellings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    for each in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(name, "intranet.example,localhost")

    folder = SandboxFolder.apart(tmp_path)
    exported = exports(folder, Addresses(submit=1, github=2, aws=3))

    assert exported["NO_PROXY"] == exported["no_proxy"]
    assert {"127.0.0.1", "localhost", "intranet.example"} <= set(exported["no_proxy"].split(","))
