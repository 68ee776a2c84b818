"""The CLI from its source, through the Go module registry; go.mod and go.sum pin every module."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from sandbox.engine import VERSION

_GO = (1, 25, 11)
_TELL_SECONDS = 30
_MODULE = "github.com/pulumi/pulumi"
_STAMP = f"-X {_MODULE}/sdk/v3/go/common/version.Version={VERSION}"


def build(folder: Path) -> bool:
    """Build the CLI into `folder`/bin; False where there is no Go, or where it fails."""
    if not _has_go():
        return False
    print(
        f"building Pulumi {VERSION} from source, once for this machine: 5 to 8 minutes", flush=True
    )
    process = subprocess.Popen(
        [
            "go",
            "build",
            "-trimpath",
            f"-ldflags=-s -w {_STAMP}",
            f"-o={folder / 'bin' / 'pulumi'}",
            f"{_MODULE}/pkg/v3/cmd/pulumi",
        ],
        cwd=Path(__file__).parent,
        env={**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local"},
    )
    return _wait(process) == 0


def _wait(process: subprocess.Popen[bytes]) -> int:
    began = time.monotonic()
    while True:
        try:
            return process.wait(timeout=_TELL_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"  still building, {time.monotonic() - began:.0f} s so far", flush=True)
        except BaseException:
            process.terminate()
            raise


def _has_go() -> bool:
    if shutil.which("go") is None:
        return False
    said = subprocess.run(
        ["go", "env", "GOVERSION"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "GOTOOLCHAIN": "local"},
    ).stdout
    version = re.match(r"go(\d+)\.(\d+)\.?(\d*)", said)
    return version is not None and tuple(int(part or 0) for part in version.groups()) >= _GO
