"""Verify, print or draw the rotation record: `pulumi stack export | python -m records verify`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from components.record.markdown import markdown, one
from components.record.model import Record, schema_text
from records.chain import branches, faults
from records.gantt import gantt as gantt_of
from records.picture import picture
from records.reading import Chain, Unreadable, of_one_key, read


def verify(chains: Sequence[Chain], arguments: argparse.Namespace) -> int:
    """Name each record that was altered, removed, duplicated or reordered."""
    if arguments.key or arguments.hash:
        chains = of_one_key(chains, arguments.key)
    found = []
    for key in dict.fromkeys(chain.key for chain in chains):
        found += _faults_of([chain for chain in chains if chain.key == key], arguments.hash)
    for fault in found:
        print(fault, file=sys.stderr)
    if not found:
        newest = chains[-1].documents[-1]
        print(f"whole: {len(chains[-1].documents)} records, the newest is {newest['hash']}")
    return 1 if found else 0


def _faults_of(chains: Sequence[Chain], newest_hash: str | None) -> list[str]:
    """The faults in the copies of one key's chain."""
    found = []
    for chain in chains:
        head = (newest_hash if chain is chains[-1] else None) or chain.head
        found += [f"{chain.source}: {fault}" for fault in faults(chain.documents, head)]
    return found or branches({chain.source: chain.documents for chain in chains})


def show(chains: Sequence[Chain], arguments: argparse.Namespace) -> int:
    """Print the records as Markdown, the newest first."""
    print(markdown(of_one_key(chains, arguments.key)[-1].documents), end="")
    return 0


def summary(chains: Sequence[Chain], arguments: argparse.Namespace) -> int:
    """Print the newest record as Markdown, for the step summary of a workflow."""
    print(one(Record.model_validate(of_one_key(chains, arguments.key)[-1].documents[-1])), end="")
    return 0


def timeline(chains: Sequence[Chain], arguments: argparse.Namespace) -> int:
    """Print the records as an SVG picture."""
    print(picture(of_one_key(chains, arguments.key)[-1].records()))
    return 0


def gantt(chains: Sequence[Chain], arguments: argparse.Namespace) -> int:
    """Print the records as a Mermaid chart, for a job summary, where GitHub removes SVG."""
    print(gantt_of(of_one_key(chains, arguments.key)[-1].records()), end="")
    return 0


def schema(_chains: Sequence[Chain], _: argparse.Namespace) -> int:
    """Print the JSON Schema of a record."""
    print(schema_text(), end="")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m records", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for verb in (verify, show, summary, timeline, gantt, schema):
        command = verbs.add_parser(verb.__name__, help=verb.__doc__, description=verb.__doc__)
        command.set_defaults(run=verb)
        if verb is schema:
            command.set_defaults(source=None)
            continue
        command.add_argument(
            "source",
            nargs="?",
            default="-",
            help="a file from `pulumi stack export`, a copy from the bucket, or a folder of copies;"
            " by default standard input",
        )
        command.add_argument("--key", help="name of the key, if there are records of several")
        if verb is verify:
            command.add_argument(
                "--hash", help="expected hash of the newest record, as written down"
            )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0; 1 if a record is wrong; 2 if no record can be read."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(read(arguments.source) if arguments.source else [], arguments)
    except Unreadable as unreadable:
        print(f"records: {unreadable}", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    raise SystemExit(main())
