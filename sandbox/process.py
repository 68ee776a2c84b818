"""Start and stop the one process that serves the sandbox's Submit API, GitHub and AWS."""

from __future__ import annotations

import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from sandbox.folder import CHECKOUT, SandboxFolder

_START_SECONDS = 60
_STOP_SECONDS = 15


class SandboxError(Exception):
    """Something that a person can correct; the message says how."""


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the services listen: ports on 127.0.0.1."""

    submit: int
    github: int
    aws: int

    @property
    def submit_url(self) -> str:
        """The server of the Submit API and of the Vault."""
        return f"http://127.0.0.1:{self.submit}"

    @property
    def base_url(self) -> str:
        """The setting `baseUrl`."""
        return f"{self.submit_url}/api"

    @property
    def github_url(self) -> str:
        """The setting `github:baseUrl`, as an Enterprise Server's."""
        return f"http://127.0.0.1:{self.github}"

    @property
    def aws_url(self) -> str:
        """One endpoint for every AWS service."""
        return f"http://127.0.0.1:{self.aws}"


class ServicesProcess:
    """The services of one sandbox, running or not.

    They inherit a locked file, so the lock lasts exactly as long as they run, however they end.
    That is how a stored process id is known to be theirs.
    """

    def __init__(self, folder: SandboxFolder) -> None:
        self._folder = folder
        self._child: subprocess.Popen[str] | None = None

    def addresses(self) -> Addresses:
        """Where the running services listen.

        Raises:
            SandboxError: they do not run.
        """
        with self._file() as (file, alive):
            if not alive:
                raise SandboxError("the sandbox is down; start it: .venv/bin/python -m sandbox up")
            return Addresses(**json.load(file)["ports"])

    def is_up(self) -> bool:
        """Tell whether the services run."""
        with self._file() as (_, alive):
            return alive

    def start(self) -> Addresses:
        """Start the services unless they run, on the ports of last time where those are free."""
        with self._file() as (file, alive):
            before = json.loads(file.read() or "{}")
            if alive:
                return Addresses(**before["ports"])
            self._child = self._spawn(file, before.get("ports", {}))
            ports = self._ready(self._child)
            file.seek(0)
            file.truncate()
            json.dump({"pid": self._child.pid, "ports": ports}, file)
            return Addresses(**ports)

    def stop(self) -> bool:
        """End the services and wait until they are gone; tell whether they ran."""
        with self._file() as (file, alive):
            if not alive:
                return False
            pid = json.load(file)["pid"]
        for sign in (signal.SIGTERM, signal.SIGKILL):
            os.kill(pid, sign)
            if self._gone():
                if self._child is not None:
                    self._child.wait()
                return True
        raise SandboxError(f"process {pid} of the sandbox does not end; end it by hand")

    @contextmanager
    def _file(self) -> Iterator[tuple[IO[str], bool]]:
        """The file of the running services, and whether somebody holds its lock."""
        self._folder.root.mkdir(exist_ok=True)
        with self._folder.mutex.open("w") as mutex, self._folder.running.open("a+") as file:
            # Looking takes the lock for a moment, so two commands must not look at once.
            fcntl.flock(mutex, fcntl.LOCK_EX)
            file.seek(0)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield file, True
            else:
                yield file, False

    def _spawn(self, lock: IO[str], ports: dict[str, int]) -> subprocess.Popen[str]:
        wanted = [f"--{name}-port={port}" for name, port in ports.items()]
        state = f"--state={self._folder.services}"
        with self._folder.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "sandbox.services", state, *wanted],
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                pass_fds=[lock.fileno()],
                start_new_session=True,
            )

    def _ready(self, process: subprocess.Popen[str]) -> dict[str, int]:
        assert process.stdout is not None  # noqa: S101 - for the type checker: a pipe was asked for
        with process.stdout as stdout:
            readable, _, _ = select.select([stdout], [], [], _START_SECONDS)
            line = stdout.readline() if readable else ""
        if not line:
            process.kill()
            raise SandboxError(f"the services did not start; see {self._folder.log}")
        ports: dict[str, int] = json.loads(line)
        return ports

    def _gone(self) -> bool:
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline:
            if not self.is_up():
                return True
            time.sleep(0.05)
        return False
