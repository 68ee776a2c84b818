"""Tags as the AWS provider keeps them: a resource's own, and all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.wire import Properties

Target = Callable[[str, Properties], Properties]
"""Takes (id, outputs) and returns how the service names what it tags."""


def all_tags(aws: Aws, state: Properties) -> dict[str, str]:
    """The default tags of the provider under those of the resource."""
    return {**aws.default_tags, **(state.get("tags") or {})}


def pairs(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as the services take them."""
    return [{key: name, value: text} for name, text in tags.items()]


@dataclass(frozen=True, kw_only=True)
class Tagging:
    """How a service tags."""

    target: Target
    tag: str = "tag_resource"
    untag: str = "untag_resource"
    lists: str | None = None
    """The call that lists the tags; None: reading the resource gives them, too."""
    inside: str = "Tags"
    """The member that holds them."""
    key: str = "Key"
    value: str = "Value"

    def listed(self, service: Any, id_: str, outputs: Properties, found: Any) -> dict[str, str]:
        """The tags of a resource that was read."""
        if self.lists:
            found = getattr(service, self.lists)(**self.target(id_, outputs))
        return {each[self.key]: each[self.value] for each in found.get(self.inside) or []}

    def outputs(self, aws: Aws, listed: Mapping[str, str], state: Properties) -> Properties:
        """`tags` and `tagsAll`."""
        every = {name: text for name, text in listed.items() if not name.startswith("aws:")}
        given, default = state.get("tags") or {}, aws.default_tags
        own = {
            name: text for name, text in every.items() if name in given or default.get(name) != text
        }
        return {"tags": own or None, "tagsAll": every}

    def change(self, service: Any, id_: str, old: Properties, after: Mapping[str, str]) -> None:
        """Send only what changed."""
        before, target = old.get("tagsAll") or {}, self.target(id_, old)
        if gone := sorted(before.keys() - after.keys()):
            getattr(service, self.untag)(TagKeys=gone, **target)
        if new := {name: text for name, text in after.items() if before.get(name) != text}:
            tags = pairs(new, self.key, self.value)
            getattr(service, self.tag)(Tags=tags, **target)
