"""`make bench`: times updates of many repositories: first, unchanged, rotation, killed rotation.

It runs the program and the genuine engine against the stand-ins. `--pace` adds the real provider's
pause of one second after each write (GitHub REST API, "Best practices").
"""

from __future__ import annotations

import argparse
import json
import os
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
from sandbox.shell import without_proxy

ENVIRONMENTS = ("staging", "production")
_GRACE_SECONDS = 3
_WRITE_DELAY_MS = 1000
_WRITES = ("PUT", "POST", "PATCH", "DELETE")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One command: its time, and the calls to GitHub."""

    what: str
    repositories: int
    seconds: float
    asked: Counter[str]

    @property
    def writes(self) -> int:
        """Calls that change something."""
        return sum(self.asked[method] for method in _WRITES)


class Company:
    """A sandbox with a number of repositories, each with two environments."""

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
        """Time one `pulumi up`, run as CI runs it."""
        before, began = self._counts(), time.monotonic()
        self._session.pulumi("up", "--yes", "--skip-preview")
        seconds = time.monotonic() - began
        asked = self._counts() - before
        return Measured(what=what, repositories=self._size, seconds=seconds, asked=asked)

    def rotate(self, key_version: int) -> None:
        """Create and set a new key, without an update."""
        self._session.set_key(self._session.control().create_key()["key"], key_version)

    def kill_half_way(self) -> int:
        """Stop an update once half of the secrets are written; return how many were.

        It interrupts first and kills seconds later, as a CI runner does. Not killed at once: that
        can leave half a state file, which cannot happen with an object in S3.
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
        """Make GitHub's stand-in answer with the secondary rate limit, three times."""
        fault: dict[str, Any] = {
            "status": 429,
            "retry_after": 1,
            "times": 3,
            "skip": 5,
            "method": "PUT",
        }
        requests.put(f"{self._url}/control/faults", json=fault, timeout=5).raise_for_status()

    def holders(self) -> Counter[str]:
        """Count the secrets by the digest of their value."""
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
    """All measurements for one size; with `at_pace`, only those that depend on the pace."""
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
    os.environ.update(without_proxy(os.environ))
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[50, 200])
    parser.add_argument(
        "--pace",
        action="store_true",
        help="wait a second after each write, as the real provider does",
    )
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
