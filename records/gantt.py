"""Draws a rotation as a Mermaid `gantt` chart, for places that do not show SVG. No pulumi here.

GitHub removes SVG and data URLs from a job's summary, but renders a fenced Mermaid block there as
in any Markdown. Sources: GitHub Docs, "Workflow commands", on job summaries
(GitHub flavored Markdown, 1 MiB for a step), and "Creating diagrams"; Mermaid Docs, "Gantt
diagrams"; `gantt.jison` of Mermaid, for the characters that end a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from components.key.facts import State
from components.record.model import Record
from components.retirement.lifecycle import DEAD
from records.timeline import Bar, Span, bars

_KEPT = 12
"""How many of a key's last states are drawn: Mermaid refuses texts over 50 000 characters."""
_NAMES: dict[State, str] = {
    "current": "in use",
    "revoked": "revoked, proved dead",
    "rejected": "rejected, proved dead",
}
_TAGS: dict[State, str] = {
    "candidate": "done",
    "current": "active",
    "awaiting revocation": "crit",
}


def gantt(records: Sequence[Record]) -> str:
    """The chart as Markdown: a section for each key, with a bar for each of its states."""
    newest = records[-1]
    lines = [
        "```mermaid",
        "gantt",
        f"    title Keys of {newest.stack} up to record {newest.sequence} (UTC)",
        "    dateFormat YYYY-MM-DD HH:mm:ss",
        "    axisFormat %m-%d %H:%M",
        "    todayMarker off",
        *(line for bar in bars(records) for line in _section(bar)),
        "```",
    ]
    return "\n".join(lines) + "\n"


def _section(bar: Bar) -> Iterator[str]:
    yield f"    section v{bar.version} {bar.fingerprint}"
    tasks = [(at, _moment("proved", at)) for at in bar.proofs[-_KEPT:]]
    tasks += [(span.start, _task(span)) for span in bar.spans[-_KEPT:]]
    yield from (task for _, task in sorted(tasks, key=lambda each: each[0]))


def _task(span: Span) -> str:
    name = _NAMES.get(span.state, span.state)
    if span.state in DEAD:
        return _moment(name, span.start)
    tag = f"{_TAGS[span.state]}, " if span.state in _TAGS else ""
    return f"    {name} :{tag}{_time(span.start)}, {_time(span.end)}"


def _moment(name: str, at: str) -> str:
    return f"    {name} :milestone, {_time(at)}, 0s"


def _time(at: str) -> str:
    """In the `dateFormat` above: without a time zone, so that every reader sees UTC."""
    return at.removesuffix("+00:00").replace("T", " ")
