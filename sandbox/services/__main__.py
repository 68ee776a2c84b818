"""`python -m sandbox.services`: start the three services, print their ports, serve until told."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import signal
import sys
from pathlib import Path

from sandbox.services.cannot_start import CannotStart
from sandbox.services.loopback import stay_inside

_ENDING = {signal.SIGTERM, signal.SIGINT}


def main() -> int:
    """Return the exit status: 0 after a signal, 1 with one line on stderr when it cannot start."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    asked = _arguments()
    stay_inside()
    os.umask(0o077)
    try:
        asked.state.mkdir(parents=True, exist_ok=True)
        with (asked.state / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _serve(asked)
    except BlockingIOError:
        reason = f"another process serves {asked.state}: stop it first"
    except CannotStart as error:
        reason = str(error)
    except OSError as error:
        reason = f"{asked.state} cannot be used: {error.strerror or error}"
    else:
        return 0
    print(reason, file=sys.stderr)
    return 1


def _serve(asked: argparse.Namespace) -> None:
    # moto takes a while to import, and a wrong argument needs none of it.
    from sandbox.services.aws.app import AwsApp, AwsHandler  # noqa: PLC0415
    from sandbox.services.github.api import github_app  # noqa: PLC0415
    from sandbox.services.serving import Server  # noqa: PLC0415
    from sandbox.services.submit.api import submit_app  # noqa: PLC0415

    aws = AwsApp(asked.state)
    with submit_app(asked.state) as submit, github_app(asked.state) as github:
        servers = {
            "submit": Server(submit, asked.submit_port),
            "github": Server(github, asked.github_port),
            "aws": Server(aws, asked.aws_port, AwsHandler),
        }
        print(json.dumps({name: server.port for name, server in servers.items()}), flush=True)
        signal.sigwait(_ENDING)
        for server in servers.values():
            server.stop()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.services")
    parser.add_argument("--state", type=Path, required=True, help="the folder that is remembered")
    for service in ("submit", "github", "aws"):
        parser.add_argument(f"--{service}-port", type=int, default=0, help="0: any free port")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
