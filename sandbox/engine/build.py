"""The CLI from its source, through the Go module registry; go.mod and go.sum pin every module."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from sandbox.engine.cli import VERSION, EngineError
from sandbox.engine.making import run

GO = (1, 25, 11)
"""The oldest Go that go.mod allows."""
_EXPECTED = "5 to 8 minutes"
_TELL_SECONDS = 30
_ANSWER_SECONDS = 30
_MODULE = "github.com/pulumi/pulumi"
_STAMP = f"-X {_MODULE}/sdk/v3/go/common/version.Version={VERSION}"


def build(folder: Path, scratch: Path) -> bool:
    """Build the CLI into `folder`/bin; False where there is no Go that is new enough.

    Raises:
        EngineError: the build failed; Go has printed why.
    """
    if not _has_go():
        return False
    print(f"building Pulumi {VERSION} from source, once for this machine: {_EXPECTED}", flush=True)
    target = f"-o={folder / 'bin' / 'pulumi'}"
    package = f"{_MODULE}/pkg/v3/cmd/pulumi"
    status = run(
        ["go", "build", "-trimpath", f"-ldflags=-s -w {_STAMP}", target, package],
        folder=Path(__file__).parent,
        environment=_environment(scratch),
        tell=_tell,
        every_seconds=_TELL_SECONDS,
    )
    if status:
        raise EngineError(
            f"building Pulumi {VERSION} failed, for the reason that Go gives above;"
            " mend it or install Pulumi (pulumi.com/docs/install), and run the same command again"
        )
    return True


def _environment(scratch: Path) -> dict[str, str]:
    """The user's environment with their module proxy, less what would change the build."""
    return {
        **os.environ,
        "CGO_ENABLED": "0",
        "GOFLAGS": "-mod=readonly",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GOTMPDIR": str(scratch),
    }


def _tell(seconds: float) -> None:
    print(f"  still building, {seconds:.0f} s of about {_EXPECTED}", flush=True)


def _has_go() -> bool:
    if shutil.which("go") is None:
        return False
    try:
        said = subprocess.run(
            ["go", "env", "GOVERSION"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_ANSWER_SECONDS,
            env={**os.environ, "GOTOOLCHAIN": "local"},
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    version = re.match(r"go(\d+)\.(\d+)(?:\.(\d+))?", said)
    return version is not None and tuple(int(part or 0) for part in version.groups()) >= GO
