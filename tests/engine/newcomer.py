"""A person who types the commands of a document."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from sandbox.folder import CHECKOUT
from sandbox.session import Session

_ASKS = re.compile(r"^pulumi (up|refresh|destroy|stack rm|cancel|state repair)\b")
"""Commands that ask for confirmation; here they get --yes, for nobody can answer."""


def blocks(path: Path, language: str = "sh") -> list[str]:
    """The commands in a document's fenced blocks, line by line."""
    found = re.findall(rf"^```{language}\n(.*?)^```", path.read_text(), re.MULTILINE | re.DOTALL)
    return [line for block in found for line in block.splitlines() if line.strip()]


def copied(folder: Path) -> Path:
    """A fresh checkout: the files in git, and the installed packages."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (CHECKOUT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, folder / name)
    _environment(folder / ".venv")
    return folder


class Newcomer:
    """Types the commands of a document, and does in the Vault what it asks for."""

    def __init__(self, folder: Path, session: Session) -> None:
        self._folder, self.session = folder, session
        self._key = ""
        self._versions = 1
        self.exported = ""
        """The exports so far; they run before each further command."""
        self.said = ""

    def type(self, line: str) -> None:
        command, _, remark = line.partition("  #")
        if line.startswith("# in Atomyx Vault: create"):
            self._key = self.session.control().create_key()["key"]
        elif match := re.match(r"# in Atomyx Vault: revoke the key of version (\d+)", line):
            listed = self.session.control().keys()
            self.session.control().revoke_key(listed[int(match[1]) - 1]["id"])
        elif line.startswith("# wait until"):
            time.sleep(6)
        elif line.startswith("# the machine died"):
            self._cut_off_the_state()
        elif match := re.match("# somebody ran up --([a-z-]+) ", line):
            self._damage(match[1])
        elif line.startswith("export "):
            self.exported += f"{line}; "
        else:
            assert not line.startswith("#"), f"nobody does this: {line}"
            self._run(command.strip(), may_fail="it fails" in remark)

    def _cut_off_the_state(self) -> None:
        """Cut a state file in half, as after a crash while it was written."""
        checkpoint = self.session.folder.state / ".pulumi/stacks/submit-key/local.json"
        text = checkpoint.read_bytes()
        checkpoint.write_bytes(text[: len(text) // 2])

    def _damage(self, option: str) -> None:
        """Run an update whose option leaves out a part, in a rotation of its own."""
        rotation = self._versions = self._versions + 1
        key = self.session.control().create_key()
        self.session.set_key(key["key"], rotation)
        if option == "exclude":
            option = f"exclude=**submit-key-proof-v{rotation}"
        else:
            self.session.control().revoke_key(key["id"])
        damaging = ("up", "--yes", "--skip-preview", "--non-interactive", f"--{option}")
        assert self.session.run("pulumi", *damaging).returncode

    def _run(self, command: str, *, may_fail: bool) -> None:
        sure = " --yes" if _ASKS.match(command) else ""
        typed = self.exported + command + sure
        done = self.session.run("bash", "-euo", "pipefail", "-c", typed, stdin=self._key)
        self.said += done.stdout
        assert (done.returncode != 0) is may_fail, f"{command}: {done.stdout}{done.stderr}"


def _environment(place: Path) -> None:
    """An own venv with everything installed, because `make setup` writes launchers into it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    [packages] = place.glob("lib/python*/site-packages")
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib"))
    (place / "ready").touch()
