"""Pure: which outputs of a resource are bookkeeping, so that a change of them is no drift.

Source: the schema of the aws provider 7.51 (outputs that AWS counts or fills in); Pulumi's bridge
keeps its own outputs under names that begin with `__`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ci.preview_steps import STORE, Document, inputs_of, type_of

ROLE = "aws:iam/role:Role"
_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
_COUNTED: Mapping[str, Collection[str]] = {
    "aws:iam/policy:Policy": ("attachmentCount",),
    SUBSCRIPTION: ("pendingConfirmation", "confirmationWasAuthenticated"),
    STORE: ("policy",),  # the SecretPolicy is a resource of its own
}
_OF_A_COPY = ("lastAccessedDate", "status", "statusMessage")


def grants(steps: Iterable[Document]) -> dict[str, set[str]]:
    """The policies that the stack attaches, by the name of the role."""
    found: dict[str, set[str]] = {}
    for step in steps:
        if type_of(step) == _ATTACHMENT:
            given = inputs_of(step, "oldState")
            found.setdefault(str(given.get("role")), set()).add(str(given.get("policyArn")))
    return found


def drifted(
    type_: str, old: Document, new: Document, granted: Mapping[str, Collection[str]]
) -> list[str]:
    """The outputs that somebody changed, by name; nothing, null and empty are the same."""
    names = {name for name in old.keys() | new.keys() if not name.startswith("__")}
    names -= set(_COUNTED.get(type_, ()))
    own = granted.get(str(old.get("name")), ())
    return sorted(
        name for name in names if _decided(type_, name, old, own) != _decided(type_, name, new, own)
    )


def failed_copies(outputs: Document) -> list[str]:
    """The regions to which AWS could not copy the secret."""
    copies = outputs.get("replicas") or []
    return [str(copy.get("region")) for copy in copies if copy.get("status") == "Failed"]


def _decided(type_: str, name: str, outputs: Document, own: Collection[str]) -> Any:
    """The value as far as people decide it."""
    value = outputs.get(name)
    if (type_, name) == (STORE, "replicas"):
        value = sorted((_copy(each) for each in value or []), key=str)
    if (type_, name) == (ROLE, "managedPolicyArns"):
        value = sorted(set(value or ()) - set(own))
    return _plain(value)


def _copy(copy: Document) -> Document:
    return {name: value for name, value in sorted(copy.items()) if name not in _OF_A_COPY}


def _plain(value: Any) -> Any:
    """The value without its empty parts; None if nothing is left."""
    if isinstance(value, Mapping):
        parts = {name: _plain(part) for name, part in value.items() if not name.startswith("__")}
        value = {name: part for name, part in parts.items() if part is not None}
    elif isinstance(value, list):
        value = [_plain(each) for each in value]
    return None if value in (None, "", [], {}, False, 0) else value
