"""The official installer is used if it can be reached; if not, that costs only seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sandbox.engine import installer
from sandbox.engine.cache import fill
from tests.sandbox.engine.engine_machine import Machine

pytestmark = pytest.mark.story  # each test starts processes
ELSEWHERE = """
import os, urllib.request
fetch = urllib.request.urlopen
def urlopen(url, *more):
    assert url == "https://get.pulumi.com/install.sh"
    return fetch(os.environ["INSTALLER_ADDRESS"], *more)
urllib.request.urlopen = urlopen
"""
"""Python runs it first in each process: the SDK's installer asks our server for its script."""

INSTALL = """#!/bin/sh
echo "$@" > {folder}/arguments
env > {folder}/environment
while [ "$1" != --install-root ]; do shift; done
mkdir -p "$2/bin"
printf '#!/bin/sh\\necho 3.259.0\\n' > "$2/bin/pulumi"
printf '#!/bin/sh\\n' > "$2/bin/pulumi-language-python"
chmod +x "$2/bin/pulumi"
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "sitecustomize.py").write_text(ELSEWHERE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("INSTALLER_ADDRESS", "http://127.0.0.1:1")
    return Machine(root=tmp_path)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Make the installer's address answer with a text; with None, never answer."""
    answer = [""]
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not answer[0]:
                over.wait(20)
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer[0].encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("INSTALLER_ADDRESS", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield lambda text: answer.__setitem__(0, text)
    over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_the_official_installer_installs_is_used_with_its_own_hosts(
    machine: Machine, serve: Callable[[str], None]
) -> None:
    serve(INSTALL.format(folder=machine.root))

    engine = fill(installer.install, "installer")

    assert engine is not None
    assert (engine.origin, engine.version, engine.has_own_hosts) == ("installer", "3.259.0", True)
    asked = (machine.root / "arguments").read_text()
    assert asked.startswith("--no-edit-path --install-root ")
    assert asked.endswith(" --version 3.259.0\n")
    assert [path.name for path in engine.executable.parents[1].iterdir()] == ["bin"]


def test_the_users_token_stays_here(
    machine: Machine, serve: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "not-to-be-sent")
    serve(INSTALL.format(folder=machine.root))

    assert fill(installer.install, "installer") is not None
    assert "not-to-be-sent" not in (machine.root / "environment").read_text()


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(INSTALL + "exit 1", id="an installer that fails in the end"),
        pytest.param(INSTALL.split("printf", maxsplit=1)[0], id="a download without a CLI"),
        pytest.param(INSTALL.replace("3.259.0", "3.1.0"), id="another version than was asked"),
        pytest.param(
            INSTALL.replace("pulumi-language-python", "x"), id="a download without its hosts"
        ),
    ],
)
def test_what_is_not_whole_is_not_installed(
    machine: Machine, serve: Callable[[str], None], script: str
) -> None:
    serve(script.replace("{folder}", str(machine.root)))

    assert fill(installer.install, "installer") is None
    assert machine.kept() == []


def test_a_page_in_place_of_the_installer_is_not_run(
    machine: Machine, serve: Callable[[str], None]
) -> None:
    serve(f"Please log in.\ntouch {machine.root}/ran\n")

    assert fill(installer.install, "installer") is None
    assert not (machine.root / "ran").exists()


def test_an_address_that_refuses_costs_little_time(machine: Machine) -> None:
    began = time.monotonic()

    assert fill(installer.install, "installer") is None
    assert machine.kept() == []
    assert time.monotonic() - began < 5


def test_an_address_that_keeps_silent_is_given_up(
    machine: Machine, serve: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installer, "_SILENCE_SECONDS", 0.3)
    began = time.monotonic()

    assert fill(installer.install, "installer") is None
    assert time.monotonic() - began < 6


def test_a_download_that_never_ends_is_given_up_with_all_it_started(
    machine: Machine, serve: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = machine.root / "late"
    monkeypatch.setattr(installer, "_DOWNLOAD_SECONDS", 4)
    serve(f"#!/bin/sh\ntouch {machine.root}/began\n(sleep 6; touch {late}) &\nwait\n")

    assert fill(installer.install, "installer") is None
    assert machine.kept() == []
    assert (machine.root / "began").exists()
    time.sleep(3)
    assert not late.exists()
