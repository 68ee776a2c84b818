"""Pure: an update in our own words, as Markdown, from what the engine prints as JSON.

Nothing of a value gets in: only names, operations, versions, fingerprints and states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from components.lifecycle import NOTHING
from components.record import Record
from records.gantt import gantt

_PLACES = (
    (r"current-v\d+", "AWS Secrets Manager, `AWSCURRENT`"),
    (r"actions-key-(?P<place>.+)", "Actions secret of `{place}`"),
    (r"environment-key-(?P<place>.+)", "environment secret of `{place}`"),
    (r"organization-key", "organization secret"),
    (r"dependabot-key-(?P<place>.+)", "Dependabot secret of `{place}`"),
    (r"codespaces-key-(?P<place>.+)-v\d+", "Codespaces secret of `{place}`"),
)
_WORDS = {
    "create": "gets the key",
    "update": "takes the new key, in place",
    "replace": "is written anew",
    "delete": "loses the key",
}
_LEAVES_BY_ITSELF = re.compile(r"(current|codespaces-key-.+)-v\d+")
_QUIET = {"same", "read", "refresh"}
_SHOWN = 20
_LEDGER, _RETIREMENT = "ledger", "retirement"
_MOVED = {
    "vacant": ("versionStages",),  # AWS itself moves its labels over the version that is no key
    "secret": ("policy",),  # that of `resource-policy`, which tells of its own change
}

Document = Mapping[str, Any]


def preview_report(stack: str, preview: Document) -> str:
    """What an update would do; `preview` is the answer of `pulumi preview --json`."""
    steps = list(preview.get("steps") or [])
    faults = _faults(preview)
    lines = [f"### Submit API key · stack `{stack}`", ""]
    if faults:
        lines += ["**Refused, nothing was changed:**", "", *(f"- {fault}" for fault in faults)]
        return "\n".join(lines) + "\n"
    if not _changing(steps):
        return "\n".join([*lines, "Nothing changes.", *_to_do(_last_step(steps))]) + "\n"
    lines += [*_version(steps), "", *_places(steps), *_former(steps), *_others(steps)]
    return "\n".join([*lines, *_to_do(_afterwards(steps))]) + "\n"


def update_report(
    stack: str, outputs: Document, *, succeeded: bool, records: Sequence[Record] = ()
) -> str:
    """What an update has done; `outputs` are those of `pulumi stack output --json`, `records` the
    chain of an update that wrote one."""
    verdict = "done" if succeeded else "**failed**: every step that was not done left the old key"
    lines = [f"### Submit API key · stack `{stack}` · {verdict}", ""]
    if "keyVersion" in outputs:
        proved = outputs.get("provedAt")
        named = f"version {_whole(outputs['keyVersion'])} (`{outputs.get('fingerprint')}`)"
        lines += [f"The key in use is {named}, proved {proved}.", "", *_history(outputs)]
    if records:
        lines += ["", *gantt(records).splitlines()]
    return "\n".join([*lines, *_to_do(str(outputs.get("nextStep", NOTHING)))]) + "\n"


def problems(refresh: Document) -> list[str]:
    """What is not as it was left; `refresh` is what the engine saw of each resource."""
    found = [_problem(step) for step in refresh.get("steps") or []]
    return [*_faults(refresh), *(problem for problem in found if problem)]


def _problem(step: Document) -> str | None:
    name, type_ = _name(step), _type(step)
    if type_.startswith("pulumi:"):
        return None
    old, new = _outputs(step, "oldState"), _outputs(step, "newState")
    if old and not new and step.get("newState") is None:
        return f"`{name}` is gone"
    if name == _RETIREMENT:
        return _about_keys(old, new)
    written, remote = new.get("updatedAt"), new.get("remoteUpdatedAt")
    if remote is not None and written != remote:
        return f"`{name}` was overwritten by somebody else"
    changed = sorted(each for each in old.keys() | new.keys() if old.get(each) != new.get(each))
    shown = [each for each in changed if each not in _MOVED.get(name, ())]
    return f"`{name}` was changed: {', '.join(shown)}" if shown else None


def _about_keys(old: Document, new: Document) -> str | None:
    if old == new:
        return None
    if new.get("currentKey") == "refused":
        return "the current key is refused by the Submit API"
    return "a key that was proved dead is accepted again"


def _faults(document: Document) -> list[str]:
    said = [each for each in document.get("diagnostics") or [] if each.get("severity") == "error"]
    texts = [" ".join(str(each.get("message", "")).split()) for each in said]
    return [re.sub(r"^error: (\S+ resource '[^']+' has a problem: )?", "", text) for text in texts]


def _changing(steps: Iterable[Document]) -> list[Document]:
    return [
        step
        for step in steps
        if step["op"] not in _QUIET and not _type(step).startswith(("pulumi:", "atomyx:"))
    ]


def _version(steps: Sequence[Document]) -> Iterator[str]:
    step = _step(steps, _LEDGER)
    old, new = _inputs(step, "oldState"), _inputs(step, "newState")
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
        if (words := _place(_name(step))) and not _leaves_by_itself(step)
    ]
    if rows:
        yield from ("| place | what happens |", "| --- | --- |", *rows[:_SHOWN])
        if len(rows) > _SHOWN:
            yield f"| {len(rows) - _SHOWN} more places | likewise |"
        yield ""


def _leaves_by_itself(step: Document) -> bool:
    return step["op"] == "delete" and _LEAVES_BY_ITSELF.fullmatch(_name(step)) is not None


def _place(name: str) -> str | None:
    for pattern, words in _PLACES:
        if match := re.fullmatch(pattern, name):
            return words.format(**match.groupdict())
    return None


def _former(steps: Sequence[Document]) -> Iterator[str]:
    ledger = _step(steps, _LEDGER)
    new = _inputs(ledger, "newState").get("fingerprint")
    history = _outputs(_step(steps, _RETIREMENT), "oldState").get("history") or []
    lives = [
        (life, "draining" if life["state"] == "current" else life["state"])
        for life in history
        if life["fingerprint"] != new
    ]
    if lives and new:
        yield "Former keys after it:"
        yield ""
        yield from (f"- version {_whole(life['version'])}: {state}" for life, state in lives)
        yield ""


def _others(steps: Sequence[Document]) -> Iterator[str]:
    places = [step for step in _changing(steps) if _place(_name(step))]
    rest = [step for step in _changing(steps) if step not in places]
    if rest:
        named = ", ".join(f"`{_name(step)}` {step['op']}" for step in rest[:_SHOWN])
        more = f" and {len(rest) - _SHOWN} more" if len(rest) > _SHOWN else ""
        yield f"<details><summary>{len(rest)} more resources</summary>{named}{more}</details>"
        yield ""


def _afterwards(steps: Sequence[Document]) -> str:
    step = _step(steps, _LEDGER)
    old, new = _inputs(step, "oldState"), _inputs(step, "newState")
    is_rotation = old and new and old.get("fingerprint") != new.get("fingerprint")
    if not is_rotation:
        return _last_step(steps)
    drain = _whole(_inputs(_step(steps, _RETIREMENT), "newState").get("drainSeconds", 0))
    return (
        f"after the update and {drain} s more, and not before, revoke version"
        f" {_whole(old['keyVersion'])} in Atomyx Vault, then update again"
    )


def _last_step(steps: Sequence[Document]) -> str:
    return str(_outputs(_step(steps, _RETIREMENT), "oldState").get("nextStep", NOTHING))


def _to_do(step: str) -> list[str]:
    return ["", f"**What a person must do:** {step}."]


def _history(outputs: Document) -> Iterator[str]:
    yield from ("| version | fingerprint | state |", "| --- | --- | --- |")
    for life in outputs.get("history") or []:
        yield f"| {_whole(life['version'])} | `{life['fingerprint']}` | {life['state']} |"


def _key(inputs: Document) -> str:
    return f"{_whole(inputs['keyVersion'])} (`{inputs['fingerprint']}`)"


def _whole(number: Any) -> int:
    return int(float(number))


def _step(steps: Iterable[Document], name: str) -> Document:
    return next((step for step in steps if _name(step) == name), {})


def _inputs(step: Document, state: str) -> Document:
    return (step.get(state) or {}).get("inputs") or {}


def _outputs(step: Document, state: str) -> Document:
    return (step.get(state) or {}).get("outputs") or {}


def _name(step: Document) -> str:
    return str(step["urn"]).rsplit("::", 1)[1]


def _type(step: Document) -> str:
    return str(step["urn"]).split("::")[-2].rsplit("$", 1)[-1]
