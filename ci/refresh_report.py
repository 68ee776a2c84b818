"""Pure: what a refresh found changed since the last update, in our own words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ci.bookkeeping import SUBSCRIPTION, drifted, failed_copies, grants
from ci.preview_steps import (
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
_UNCONFIRMED = (
    ": nobody confirmed it within 48 hours, or its owner left; run `pulumi refresh` and"
    " `pulumi up`, then confirm it"
)


def problems(refresh: Document) -> list[str]:
    """One sentence for each change; `refresh` holds what the engine saw of each resource."""
    steps = refresh.get("steps") or []
    granted = grants(steps)
    found = [_problem(step, granted) for step in steps]
    return [*faults_of(refresh), *(problem for problem in found if problem)]


def _problem(step: Document, granted: Mapping[str, Collection[str]]) -> str | None:
    name, type_ = name_of(step), type_of(step)
    if type_.startswith("pulumi:"):
        return None
    old, new = outputs_of(step, "oldState"), outputs_of(step, "newState")
    if old and not new and step.get("newState") is None:
        return f"`{name}` is gone{_UNCONFIRMED if type_ == SUBSCRIPTION else ''}"
    if type_ == KEY_RETIREMENT:
        return _about_keys(old, new)
    written, remote = new.get("updatedAt"), new.get("remoteUpdatedAt")
    if remote is not None and written != remote:
        return f"`{name}` was overwritten by somebody else"
    if regions := failed_copies(new):
        places = ", ".join(regions)
        return f"`{name}` could not be copied to {places}; look at its replication in AWS"
    changed = [each for each in drifted(type_, old, new, granted) if each not in _expected(step)]
    return f"`{name}` was changed: {', '.join(changed)}" if changed else None


def _expected(step: Document) -> Collection[str]:
    """AWS puts AWSCURRENT and AWSPREVIOUS on the vacant version and takes them away."""
    stages = inputs_of(step, "oldState").get("versionStages") or ()
    return ("versionStages",) if type_of(step) == STORE_VERSION and _VACANT in stages else ()


def _about_keys(old: Document, new: Document) -> str | None:
    if old == new:
        return None
    if new.get("currentKey") == "refused":
        return "the current key is refused by the Submit API"
    return "a key that was proved dead is accepted again"
