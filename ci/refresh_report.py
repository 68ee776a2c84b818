"""Pure: what a refresh found that is not as it was left, in our own words."""

from __future__ import annotations

from ci.preview_steps import RETIREMENT, Document, faults_of, name_of, outputs_of, type_of

_MOVED = {
    "vacant": ("versionStages",),  # AWS itself moves its labels over the version that is no key
    "secret": ("policy",),  # that of `resource-policy`, which tells of its own change
}


def problems(refresh: Document) -> list[str]:
    """What is not as it was left; `refresh` is what the engine saw of each resource."""
    found = [_problem(step) for step in refresh.get("steps") or []]
    return [*faults_of(refresh), *(problem for problem in found if problem)]


def _problem(step: Document) -> str | None:
    name, type_ = name_of(step), type_of(step)
    if type_.startswith("pulumi:"):
        return None
    old, new = outputs_of(step, "oldState"), outputs_of(step, "newState")
    if old and not new and step.get("newState") is None:
        return f"`{name}` is gone"
    if name == RETIREMENT:
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
