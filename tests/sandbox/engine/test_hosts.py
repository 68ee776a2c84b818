"""The small language hosts answer the engine and end with it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi import RunError
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeStub

from sandbox.engine import language_host
from sandbox.folder import CHECKOUT

pytestmark = pytest.mark.story  # each test starts processes

STAND_IN = "sandbox.engine.stand_in"
LANGUAGE = "sandbox.engine.language_host"
DYNAMIC = "sandbox.engine.dynamic_host"


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-u", *command],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_engines_questions_are_answered(engine_address: str) -> None:
    with (
        running("-m", STAND_IN, LANGUAGE, engine_address) as process,
        grpc.insecure_channel(f"127.0.0.1:{first_line(process)}") as channel,
    ):
        host = LanguageRuntimeStub(channel)
        host.Handshake(messages.LanguageHandshakeRequest(engine_address=engine_address))
        host.GetPluginInfo(Empty())
        about = host.About(messages.AboutRequest())
        required = host.GetRequiredPackages(messages.GetRequiredPackagesRequest())
        said = [each.stdout for each in host.InstallDependencies(_install())]
        packages = host.GetProgramDependencies(messages.GetProgramDependenciesRequest())

    assert about.executable == sys.executable
    assert not required.packages, "the engine installs nothing by itself"
    assert said == [b"The packages of this project are installed by: make setup\n"]
    assert "pulumi" in [each.name for each in packages.dependencies]


def _install() -> Any:
    return messages.InstallDependenciesRequest()


@pytest.mark.parametrize(
    ("module", "sign"),
    [(LANGUAGE, signal.SIGINT), (LANGUAGE, signal.SIGTERM), (DYNAMIC, signal.SIGINT)],
)
def test_a_host_ends_at_once_and_without_a_word(
    engine_address: str, module: str, sign: signal.Signals
) -> None:
    with running("-m", STAND_IN, module, engine_address) as process:
        assert first_line(process).isdigit()
        process.send_signal(sign)
        said, _ = process.communicate(timeout=1)

    assert (process.returncode, said) == (-sign, "")


def test_a_host_ends_with_an_engine_that_was_killed(engine_address: str) -> None:
    command = [sys.executable, "-m", STAND_IN, LANGUAGE, engine_address]
    start = f"import subprocess; subprocess.run({command!r})"
    with running("-c", start) as parent:
        assert first_line(parent).isdigit()
        parent.kill()
        said, _ = parent.communicate(timeout=2)  # until the host has closed its output as well

    assert said == ""


def test_a_host_whose_engine_is_gone_before_it_looks_does_not_stay() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    with running("-m", STAND_IN, LANGUAGE, address) as process:
        assert process.wait(timeout=10) == 1


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a program as the host does, without an engine."""
    monkeypatch.setattr(sys, "argv", ["host"])

    def run_text(text: str) -> None:
        program = tmp_path / "__main__.py"
        program.write_text(text)
        language_host._run(str(program))

    return run_text


def test_a_program_that_ends_well_says_nothing(run: Any) -> None:
    run("import sys; assert __name__ == '__main__'; sys.exit(0)")


def test_a_refusal_is_its_message_alone(run: Any) -> None:
    with pytest.raises(RunError, match=r"^baseUrl: must be https$"):
        run("import pulumi; raise pulumi.RunError('baseUrl: must be https')")


def test_a_mistake_shows_the_traceback_from_the_program_on(run: Any) -> None:
    with pytest.raises(RunError) as caught:
        run("def f():\n    1 / 0\nf()\n")

    shown = str(caught.value)
    assert shown.startswith("Program failed with an unhandled exception:\nTraceback")
    assert shown.endswith("ZeroDivisionError: division by zero\n")
    assert "line 3, in <module>" in shown
    assert "runpy" not in shown
    assert "language_host" not in shown


def test_an_exit_status_is_told(run: Any) -> None:
    with pytest.raises(RunError, match=r"^program exited with non-zero exit code: 3$"):
        run("raise SystemExit(3)")


PLUGIN = """
import os, sys
print(sys.argv[1], os.environ["COLOUR"], os.environ.get("PYTHONPATH"), os.getcwd(), flush=True)
print("aside", file=sys.stderr, flush=True)
sys.exit(int(sys.argv[2]))
"""


def test_a_plugin_is_run_in_its_own_environment_and_its_words_are_handed_on(
    engine_address: str, tmp_path: Path
) -> None:
    (tmp_path / "__main__.py").write_text(PLUGIN)
    request = messages.RunPluginRequest(
        pwd=str(tmp_path),
        args=[engine_address, "3"],
        env=["COLOUR=blue=green"],
        info=messages.ProgramInfo(root_directory=str(tmp_path), program_directory=str(tmp_path)),
    )
    with (
        running("-m", STAND_IN, LANGUAGE, engine_address) as process,
        grpc.insecure_channel(f"127.0.0.1:{first_line(process)}") as channel,
    ):
        answers = list(LanguageRuntimeStub(channel).RunPlugin(request, timeout=30))

    said = b"".join(answer.stdout for answer in answers).decode()
    assert said == f"{engine_address} blue=green None {tmp_path}\n"
    assert b"".join(answer.stderr for answer in answers) == b"aside\n"
    assert answers[-1].exitcode == 3


def test_a_plugin_ends_when_the_engine_gives_it_up(engine_address: str, tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(
        "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(60)"
    )
    request = messages.RunPluginRequest(
        pwd=str(tmp_path),
        info=messages.ProgramInfo(root_directory=str(tmp_path), program_directory=str(tmp_path)),
    )
    with (
        running("-m", STAND_IN, LANGUAGE, engine_address) as process,
        grpc.insecure_channel(f"127.0.0.1:{first_line(process)}") as channel,
    ):
        call = LanguageRuntimeStub(channel).RunPlugin(request, timeout=30)
        child = int(next(call).stdout)
        call.cancel()
        assert ends(child)


def ends(process: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            status = Path(f"/proc/{process}/stat").read_text()
        except OSError:  # the process may end while we read
            return True
        if status.rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False
