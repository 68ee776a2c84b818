"""Tags as the AWS provider keeps them: a resource's own, and all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.wire import Properties


def all_tags(aws: Aws, state: Properties) -> dict[str, str]:
    """The default tags of the provider under those of the resource."""
    return {**aws.default_tags, **(state.get("tags") or {})}


def pairs(tags: dict[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """The list form that most services want."""
    return [{key: name, value: text} for name, text in tags.items()]


def found(aws: Aws, remote: Any, state: Properties) -> Properties:
    """The outputs `tags` and `tagsAll` for what a service said, as a list of pairs or a map."""
    if not isinstance(remote, dict):
        remote = {
            each.get("Key", each.get("TagKey")): each.get("Value", each.get("TagValue"))
            for each in remote or []
        }
    own = {name: text for name, text in remote.items() if not name.startswith("aws:")}
    given = state.get("tags") or {}
    tags = {
        name: text
        for name, text in own.items()
        if name in given or aws.default_tags.get(name) != text
    }
    return {"tags": tags or None, "tagsAll": own}


def retag(
    aws: Aws,
    old: Properties,
    state: Properties,
    tag: Callable[[dict[str, str]], object],
    untag: Callable[[list[str]], object],
) -> None:
    """Sends only what changed."""
    before, after = old.get("tagsAll") or {}, all_tags(aws, state)
    if gone := sorted(before.keys() - after.keys()):
        untag(gone)
    if new := {name: text for name, text in after.items() if before.get(name) != text}:
        tag(new)
