"""Pure: makes Markdown for people from the engine's JSON about an update.

No value gets in: only names, operations, versions, fingerprints and states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ci.preview_steps import (
    STORE_VERSION,
    Document,
    faults_of,
    inputs_of,
    name_of,
    outputs_of,
    place_of,
    step_of,
    type_of,
    warnings_of,
)
from components.github.places import CODESPACES
from components.key.facts import whole
from components.record.model import Record
from components.retirement.lifecycle import NOTHING
from records.gantt import gantt
from records.resource_types import (
    KEY_GUARD,
    KEY_LEDGER,
    KEY_RECORD,
    KEY_RETIREMENT,
    KEY_VERDICT,
)

_WORDS = {
    "create": "gets the key",
    "update": "takes the new key, in place",
    "replace": "is written anew",
    "delete": "loses the key",
}
_ONE_PER_VERSION = (STORE_VERSION, CODESPACES.type)
"""A rotation makes a new resource of these. To delete the old one takes the key from nobody."""
_QUIET = {"same", "read", "refresh"}
_SHOWN = 20
_BOOKKEEPING = (KEY_GUARD, KEY_RECORD, KEY_RETIREMENT, KEY_VERDICT)
"""They only follow what happens to the keys, which the report says in words."""
_DECISIONS = ("baseUrl", "protected")
"""Inputs of theirs that a person decides: whether a destroy is stopped, and which API is asked."""


def preview_report(stack: str, preview: Document) -> str:
    """What an update would do; `preview` is what `pulumi preview --json` prints."""
    steps = list(preview.get("steps") or [])
    faults = faults_of(preview)
    lines = [f"### Submit API key · stack `{stack}`", ""]
    if faults:
        lines += ["**Refused, nothing was changed:**", "", *(f"- {fault}" for fault in faults)]
        return "\n".join(lines) + "\n"
    if warned := warnings_of(preview):
        lines += [*(f"- warning: {each}" for each in warned), ""]
    if not _changing(steps):
        return "\n".join([*lines, "Nothing changes.", *_to_do(_last_step(steps))]) + "\n"
    lines += [*_version(steps), "", *_places(steps), *_former(steps), *_others(steps)]
    return "\n".join([*lines, *_to_do(_afterwards(steps))]) + "\n"


def update_report(
    stack: str, outputs: Document, *, succeeded: bool, records: Sequence[Record] = ()
) -> str:
    """What an update did; `outputs` is what `pulumi stack output --json` prints, `records` are
    given if the update added one."""
    verdict = "done" if succeeded else "**failed**: every step that was not done left the old key"
    lines = [f"### Submit API key · stack `{stack}` · {verdict}", ""]
    if "keyVersion" in outputs:
        proved = outputs.get("provedAt")
        named = f"version {whole(outputs['keyVersion'])} (`{outputs.get('fingerprint')}`)"
        lines += [f"The key in use is {named}, proved {proved}.", "", *_history(outputs)]
    if records:
        lines += ["", *gantt(records).splitlines()]
    return "\n".join([*lines, *_to_do(str(outputs.get("nextStep", NOTHING)))]) + "\n"


def _changing(steps: Iterable[Document]) -> list[Document]:
    return [
        step
        for step in steps
        if step["op"] not in _QUIET and not type_of(step).startswith(("pulumi:", "atomyx:"))
    ]


def _version(steps: Sequence[Document]) -> Iterator[str]:
    step = step_of(steps, KEY_LEDGER)
    old, new = inputs_of(step, "oldState"), inputs_of(step, "newState")
    if not new:
        yield "The whole stack is removed: every place below loses the key."
    elif not old:
        yield f"First key: version {_key(new)}. It is proved by one test request before its use."
    elif old.get("fingerprint") != new.get("fingerprint"):
        yield f"**Rotation:** version {_key(old)} → version {_key(new)}."
        yield "The new key is proved by one test request before anybody gets it."
    else:
        yield f"The key stays: version {_key(new)}."


def _places(steps: Sequence[Document]) -> Iterator[str]:
    rows = [
        f"| {words} | {_WORDS.get(step['op'], step['op'])} |"
        for step in _changing(steps)
        if (words := place_of(step)) and not _is_replaced(step)
    ]
    if rows:
        yield from ("| place | what happens |", "| --- | --- |", *rows[:_SHOWN])
        if len(rows) > _SHOWN:
            yield f"| {len(rows) - _SHOWN} more places | likewise |"
        yield ""


def _is_replaced(step: Document) -> bool:
    return step["op"] == "delete" and type_of(step) in _ONE_PER_VERSION


def _former(steps: Sequence[Document]) -> Iterator[str]:
    ledger = step_of(steps, KEY_LEDGER)
    new = inputs_of(ledger, "newState").get("fingerprint")
    history = outputs_of(step_of(steps, KEY_RETIREMENT), "oldState").get("history") or []
    lives = [
        (life, "draining" if life["state"] == "current" else life["state"])
        for life in history
        if life["fingerprint"] != new
    ]
    if lives and new:
        yield "Former keys after it:"
        yield ""
        yield from (f"- version {whole(life['version'])}: {state}" for life, state in lives)
        yield ""


def _others(steps: Sequence[Document]) -> Iterator[str]:
    rest = [step for step in _changing(steps) if not place_of(step)]
    if not all(map(_is_bookkeeping, rest)):
        named = ", ".join(f"`{name_of(step)}` {step['op']}" for step in rest[:_SHOWN])
        more = f" and {len(rest) - _SHOWN} more" if len(rest) > _SHOWN else ""
        yield f"<details><summary>{len(rest)} more resources</summary>{named}{more}</details>"
        yield ""


def _is_bookkeeping(step: Document) -> bool:
    old, new = inputs_of(step, "oldState"), inputs_of(step, "newState")
    is_decided = bool(old) and any(old.get(name) != new.get(name) for name in _DECISIONS)
    return type_of(step) in _BOOKKEEPING and not is_decided


def _afterwards(steps: Sequence[Document]) -> str:
    step = step_of(steps, KEY_LEDGER)
    old, new = inputs_of(step, "oldState"), inputs_of(step, "newState")
    is_rotation = old and new and old.get("fingerprint") != new.get("fingerprint")
    if not is_rotation:
        return _last_step(steps)
    drain = whole(inputs_of(step_of(steps, KEY_RETIREMENT), "newState").get("drainSeconds", 0))
    return (
        f"after the update and {drain} s more, and not before, revoke version"
        f" {whole(old['keyVersion'])} in Atomyx Vault, then update again"
    )


def _last_step(steps: Sequence[Document]) -> str:
    return str(outputs_of(step_of(steps, KEY_RETIREMENT), "oldState").get("nextStep", NOTHING))


def _to_do(step: str) -> list[str]:
    return ["", f"**What a person must do:** {step}."]


def _history(outputs: Document) -> Iterator[str]:
    yield from ("| version | fingerprint | state |", "| --- | --- | --- |")
    for life in outputs.get("history") or []:
        yield f"| {whole(life['version'])} | `{life['fingerprint']}` | {life['state']} |"


def _key(inputs: Document) -> str:
    return f"{whole(inputs['keyVersion'])} (`{inputs['fingerprint']}`)"
