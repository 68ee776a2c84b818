"""Pure: what a refresh found changed since the last update, in our own words."""

from __future__ import annotations

from collections.abc import Iterator

from ci.preview_steps import (
    STORE,
    STORE_VERSION,
    Document,
    faults_of,
    inputs_of,
    name_of,
    outputs_of,
    type_of,
)
from records.resource_types import KEY_RETIREMENT

_VACANT = "VACANT"
"""The label of the version that is no key."""


def problems(refresh: Document) -> list[str]:
    """One sentence for each change; `refresh` holds what the engine saw of each resource."""
    found = [_problem(step) for step in refresh.get("steps") or []]
    return [*faults_of(refresh), *(problem for problem in found if problem)]


def _problem(step: Document) -> str | None:
    name, type_ = name_of(step), type_of(step)
    if type_.startswith("pulumi:"):
        return None
    old, new = outputs_of(step, "oldState"), outputs_of(step, "newState")
    if old and not new and step.get("newState") is None:
        return f"`{name}` is gone"
    if type_ == KEY_RETIREMENT:
        return _about_keys(old, new)
    written, remote = new.get("updatedAt"), new.get("remoteUpdatedAt")
    if remote is not None and written != remote:
        return f"`{name}` was overwritten by somebody else"
    changed = sorted(each for each in old.keys() | new.keys() if old.get(each) != new.get(each))
    expected = set(_expected(step))
    shown = [each for each in changed if each not in expected]
    return f"`{name}` was changed: {', '.join(shown)}" if shown else None


def _expected(step: Document) -> Iterator[str]:
    """The outputs that AWS itself changes, or that another resource reports."""
    if type_of(step) == STORE:
        yield "policy"  # the SecretPolicy is a resource of its own
    stages = inputs_of(step, "oldState").get("versionStages") or ()
    if type_of(step) == STORE_VERSION and _VACANT in stages:
        yield "versionStages"  # AWS puts AWSCURRENT and AWSPREVIOUS on it and takes them away


def _about_keys(old: Document, new: Document) -> str | None:
    if old == new:
        return None
    if new.get("currentKey") == "refused":
        return "the current key is refused by the Submit API"
    return "a key that was proved dead is accepted again"
