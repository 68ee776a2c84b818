"""The sandbox's command line: the whole product on one machine."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

import requests

from sandbox.engine import EngineError, find
from sandbox.folder import SandboxFolder
from sandbox.process import SandboxError
from sandbox.services.submit.fault import in_words
from sandbox.session import Session
from sandbox.shell import as_shell, without_proxy
from sandbox.stack import STACK


def up(session: Session, _: argparse.Namespace) -> None:
    """Start, and make the stack ready; may be run again."""
    addresses = session.up()
    print(f"Submit API  {addresses.base_url}")
    print(f"GitHub      {addresses.github_url}/api/v3")
    print(f"AWS         {addresses.aws_url}")
    print(f'stack {STACK} is ready: eval "$(.venv/bin/python -m sandbox env)" && pulumi up')


def env(session: Session, _: argparse.Namespace) -> None:
    """Print the lines for `eval`."""
    print(as_shell(session.exports()))


def down(session: Session, arguments: argparse.Namespace) -> None:
    """Stop; with --purge forget everything."""
    ran = session.down(purge=arguments.purge)
    print("stopped" if ran else "was not running")


def status(session: Session, _: argparse.Namespace) -> None:
    """Print what is there, as JSON."""
    document: dict[str, object] = {"running": session.is_up(), "stack": STACK}
    if document["running"]:
        addresses = session.addresses()
        document["submit"] = addresses.base_url
        document["github"] = f"{addresses.github_url}/api/v3"
        document["aws"] = addresses.aws_url
        document["engine"] = str(find().executable)
        document["providers"] = session.providers()
    print(json.dumps(document, indent=2))


def key(session: Session, arguments: argparse.Namespace) -> None:
    """Create, revoke or list keys, as a person does in the Vault."""
    control = session.control()
    answers = {
        "create": control.create_key,
        "revoke": lambda: control.revoke_key(arguments.id),
        "list": control.keys,
    }
    print(json.dumps(answers[arguments.verb]()))


def requests_(session: Session, _: argparse.Namespace) -> None:
    """Print what the Submit API was asked."""
    print(session.control().asked(), end="")


def fault(session: Session, arguments: argparse.Namespace) -> None:
    """Say what the Submit API does next."""
    try:
        document = json.loads(arguments.json)
    except ValueError:
        raise SandboxError('the fault is not JSON; for example: {"status": 503}') from None
    session.control().fault(document)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for verb in (up, env, down, status, key, requests_, fault):
        name = verb.__name__.rstrip("_")
        command = verbs.add_parser(name, help=verb.__doc__, description=verb.__doc__)
        command.set_defaults(run=verb)
        if verb is down:
            command.add_argument("--purge", action="store_true", help="forget everything")
        if verb is fault:
            command.formatter_class = argparse.RawDescriptionHelpFormatter
            command.epilog = f"fields, which combine:\n{in_words()}"
            command.add_argument("json", help='for example {"status": 503, "times": 2}; {} clears')
        if verb is key:
            _add_key_verbs(command)
    return parser


def _add_key_verbs(command: argparse.ArgumentParser) -> None:
    verbs = command.add_subparsers(required=True, dest="verb", metavar="VERB")
    verbs.add_parser("create", help="make a key and show it, once")
    verbs.add_parser("list", help="all keys, without the keys")
    verbs.add_parser("revoke", help="revoke a key for ever").add_argument("id")


def main(argv: Sequence[str] | None = None, session: Session | None = None) -> int:
    """Run one command; 0, or 1 with one plain line on standard error."""
    arguments = _parser().parse_args(argv)
    os.environ.update(without_proxy(os.environ))
    try:
        arguments.run(session or Session(SandboxFolder()), arguments)
    except (SandboxError, EngineError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 1
    except requests.RequestException:
        print("sandbox: a service does not answer; start anew: down, then up", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
