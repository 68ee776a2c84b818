"""The sandbox's command line: the whole product on one machine."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence

import requests

from sandbox.control import Control
from sandbox.engine import EngineError, find
from sandbox.engine.plugins import lay_out
from sandbox.environment import as_shell, complete, exports
from sandbox.place import Place
from sandbox.stack import STACK, is_prepared, prepare, pulumi
from sandbox.world import Addresses, SandboxError, World

_PLACE = Place()
_WORLD = World(_PLACE)


def up(_: argparse.Namespace) -> None:
    """Start (again and again is fine) and make the stack ready."""
    find()
    addresses = _WORLD.start()
    lay_out(_PLACE.home)
    _PLACE.state.mkdir(exist_ok=True)
    fresh = not is_prepared(_PLACE)
    prepare(_PLACE, addresses)
    environment = complete(exports(_PLACE, addresses))
    pulumi(_PLACE, environment, "stack", "select", STACK, "--create")
    if fresh:
        key = Control(addresses).create_key()["key"]
        pulumi(_PLACE, environment, "config", "set", "--secret", "submitKey", stdin=key)
    print(_addresses(addresses))
    print(f'stack {STACK} is ready: eval "$(.venv/bin/python -m sandbox env)" && pulumi up')


def env(_: argparse.Namespace) -> None:
    """Print the lines for `eval`."""
    print(as_shell(exports(_PLACE, _WORLD.addresses())))


def down(arguments: argparse.Namespace) -> None:
    """Stop; with --purge forget everything."""
    lived = _WORLD.stop()
    if arguments.purge:
        shutil.rmtree(_PLACE.root)
        _PLACE.stack_settings.unlink(missing_ok=True)
    print("stopped" if lived else "was not running", "and purged" if arguments.purge else "")


def status(_: argparse.Namespace) -> None:
    """Print what is there, as JSON."""
    document: dict[str, object] = {"running": _WORLD.is_up(), "stack": STACK}
    if _WORLD.is_up():
        addresses = _WORLD.addresses()
        document["submit"] = addresses.base_url
        document["github"] = f"{addresses.github_url}/api/v3"
        document["aws"] = addresses.aws_url
        document["engine"] = str(find().executable)
        document["providers"] = lay_out(_PLACE.home)
    print(json.dumps(document, indent=2))


def key(arguments: argparse.Namespace) -> None:
    """The Vault's part: create, revoke or list keys."""
    control = Control(_WORLD.addresses())
    answers = {
        "create": control.create_key,
        "revoke": lambda: control.revoke_key(arguments.id),
        "list": control.keys,
    }
    print(json.dumps(answers[arguments.verb]()))


def requests_(_: argparse.Namespace) -> None:
    """Print what the Submit API was asked."""
    print(Control(_WORLD.addresses()).asked(), end="")


def fault(arguments: argparse.Namespace) -> None:
    """Say what the Submit API does next."""
    try:
        document = json.loads(arguments.json)
    except ValueError:
        raise SandboxError('the fault is not JSON; for example: {"status": 503}') from None
    Control(_WORLD.addresses()).fault(document)


def _addresses(addresses: Addresses) -> str:
    return (
        f"Submit API  {addresses.base_url}\n"
        f"GitHub      {addresses.github_url}/api/v3\n"
        f"AWS         {addresses.aws_url}"
    )


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
            command.add_argument("json", help='for example {"status": 503, "times": 2}; {} clears')
        if verb is key:
            _add_key_verbs(command)
    return parser


def _add_key_verbs(command: argparse.ArgumentParser) -> None:
    verbs = command.add_subparsers(required=True, dest="verb", metavar="VERB")
    verbs.add_parser("create", help="make a key and show it, once")
    verbs.add_parser("list", help="all keys, without the keys")
    verbs.add_parser("revoke", help="revoke a key for ever").add_argument("id")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0, or 1 with one plain line on standard error."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except (SandboxError, EngineError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 1
    except requests.RequestException:
        print("sandbox: a service does not answer; start anew: down, then up", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
