"""`make bench`: first update, nothing to do, a rotation and a killed one, for many repositories.

Measured is the program, the genuine engine and this machine's stand-ins; with `--pace` at the pace
that the real provider keeps, a second after each write (GitHub REST API, "Best practices").
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGKILL
from typing import Any

import requests
import yaml
from rich.console import Console
from rich.table import Table

from sandbox.folder import SandboxFolder
from sandbox.session import Session

ENVIRONMENTS = ("staging", "production")
_GRACE_SECONDS = 3
_WRITE_DELAY_MS = 1000
_WRITES = ("PUT", "POST", "PATCH", "DELETE")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One command: its time, and what GitHub was asked."""

    what: str
    repositories: int
    seconds: float
    asked: Counter[str]

    @property
    def writes(self) -> int:
        """Calls that change something."""
        return sum(self.asked[method] for method in _WRITES)


class Company:
    """A sandbox with so many repositories, each with two environments."""

    def __init__(self, session: Session, repositories: int, write_delay: int) -> None:
        self._session = session
        self._url = session.addresses().github_url
        self._size = repositories
        headers = {"Authorization": f"Bearer {session.exports()['GITHUB_TOKEN']}"}
        names = [f"service-{number:03}" for number in range(repositories)]
        for name in names:
            url = f"{self._url}/api/v3/orgs/acme/repos"
            requests.post(url, json={"name": name}, headers=headers, timeout=10).raise_for_status()
        self._configure(names, write_delay)

    def _configure(self, names: list[str], write_delay: int) -> None:
        path = self._session.folder.stack_settings
        document = yaml.safe_load(path.read_text())
        document["config"]["github:writeDelayMs"] = write_delay
        document["config"]["submit-key:github"] = {
            "environments": [
                {"name": environment, "repositories": names, "create": True}
                for environment in ENVIRONMENTS
            ]
        }
        path.write_text(yaml.safe_dump(document))

    def measure(self, what: str) -> Measured:
        """One `pulumi up`, as CI runs it."""
        before, began = self._counts(), time.monotonic()
        self._session.pulumi("up", "--yes", "--skip-preview")
        seconds = time.monotonic() - began
        asked = self._counts() - before
        return Measured(what=what, repositories=self._size, seconds=seconds, asked=asked)

    def rotate(self, key_version: int) -> None:
        """A new key, set; nothing is updated yet."""
        self._session.set_key(self._session.control().create_key()["key"], key_version)

    def kill_half_way(self) -> int:
        """Start an update, end it as a runner does once half of the secrets are written; how many.

        A runner interrupts and kills a moment later. Killed at once, the engine can leave a file
        half written, which the sandbox keeps its state in; an object of S3 is whole or absent.
        """
        before = self._counts()["PUT"]
        program, environment = self._session.command("pulumi")
        running = subprocess.Popen(
            [program, "up", "--yes", "--skip-preview", "--non-interactive"],
            cwd=self._session.folder.project,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while running.poll() is None and self._counts()["PUT"] - before < self._size:
            time.sleep(0.05)
        for signal in (SIGINT, SIGINT, SIGKILL):
            running.send_signal(signal)
            with suppress(subprocess.TimeoutExpired):
                running.wait(_GRACE_SECONDS)
        self._session.run("pulumi", "cancel", "--yes", "--non-interactive")
        return self._counts()["PUT"] - before

    def limit(self) -> None:
        """GitHub's secondary rate limit, three times."""
        fault: dict[str, Any] = {
            "status": 429,
            "retry_after": 1,
            "times": 3,
            "skip": 5,
            "method": "PUT",
        }
        requests.put(f"{self._url}/control/faults", json=fault, timeout=5).raise_for_status()

    def holders(self) -> Counter[str]:
        """How many secrets hold which value, by digest."""
        found: Counter[str] = Counter()
        for number in range(self._size):
            for environment in ENVIRONMENTS:
                path = f"repos/acme/service-{number:03}/environments/{environment}"
                asked = {"path": f"{path}/secrets/SUBMIT_API_KEY"}
                answer = requests.get(f"{self._url}/control/secret", params=asked, timeout=5)
                found[answer.json()["sha256"]] += 1
        return found

    def _counts(self) -> Counter[str]:
        answer = requests.get(f"{self._url}/control/counts", timeout=5)
        counted: dict[str, Any] = json.loads(answer.text)
        return Counter(counted)


def run(repositories: int, *, at_pace: bool) -> list[Measured]:
    """All measurements for one size; at GitHub's pace those that the pace decides."""
    with tempfile.TemporaryDirectory(prefix="submit-key-bench-") as folder:
        session = Session(SandboxFolder.apart(Path(folder)))
        session.up()
        try:
            company = Company(session, repositories, _WRITE_DELAY_MS if at_pace else 0)
            found = _measured(company)
            return found if at_pace else [*found, *_disturbed(company)]
        finally:
            session.down()


def _measured(company: Company) -> list[Measured]:
    found = [company.measure("first update"), company.measure("nothing to do")]
    company.rotate(2)
    return [*found, company.measure("rotation")]


def _disturbed(company: Company) -> list[Measured]:
    company.rotate(3)
    written = company.kill_half_way()
    found = [company.measure(f"rotation killed after {written} secrets, run again")]
    company.rotate(4)
    company.limit()
    found.append(company.measure("rotation with 3 rate limits of 1 s"))
    held = company.holders()
    if len(held) != 1:
        raise SystemExit(f"bench: the secrets hold {len(held)} different values: {held}")
    return found


def main() -> int:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[50, 200])
    parser.add_argument("--pace", action="store_true", help="a second after each write")
    chosen = parser.parse_args()
    table = Table("repositories", "secrets", "what", "seconds", "GitHub reads", "GitHub writes")
    for size in chosen.sizes:
        for each in run(size, at_pace=chosen.pace):
            counts = (str(each.asked["GET"]), str(each.writes))
            secrets = str(size * len(ENVIRONMENTS))
            table.add_row(str(size), secrets, each.what, f"{each.seconds:.0f}", *counts)
    Console().print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
