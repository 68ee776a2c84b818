"""The row that a provider's table has for each resource type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.providers.wire import Properties

Rule = Callable[[Properties], Iterable[tuple[str, str]]]
"""Looks at checked inputs and yields `(property, reason)` for each fault."""

Equal = Callable[[Any, Any], bool]


Function = Callable[[Any, Properties], Properties]
"""(client, arguments): the result of one of the provider's functions."""


class ProviderError(Exception):
    """A refusal the user should read: one line, never with a secret in it."""


class Client(Protocol):
    """A provider's connection."""

    def bound(self, values: Properties) -> Any:
        """What rows are given: the connection as these inputs or outputs want it (region)."""


def _nothing(_id: str) -> Properties:
    return {}


@dataclass(frozen=True, kw_only=True)
class Resource:
    """How one resource type is made, read, changed and removed.

    `state` is a working copy of inputs and known outputs. `create` and `update` may put into it
    what no later `read` gives back; `read` returns what the service says, or None when it is gone.
    The client comes first in each call and is the provider's own.
    """

    title: str
    create: Callable[[Any, Properties], str]
    """(client, state): makes it and returns its id."""
    read: Callable[[Any, str, Properties], Properties | None]
    """(client, id, state)"""
    delete: Callable[[Any, str, Properties], None]
    """(client, id, state)"""
    update: Callable[[Any, str, Properties, Properties], None] | None = None
    """(client, id, old state, state)"""
    upsert: bool = False
    """Whether an update is the same call as `create`; then there is no `update`."""
    finish: Callable[[Any, str, Properties], None] | None = None
    """(client, id, state): what is left to do once it exists; on a fault it stays in the state."""
    from_id: Callable[[str], Properties] = _nothing
    """The state that an imported id stands for."""
    autoname: str | None = None
    """Prefix of the name that `name` gets when it is not given; None: no automatic name."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    equal: Mapping[str, Equal] = field(default_factory=dict)
    """Properties that have their own notion of sameness: policies, sets."""
    write_only: frozenset[str] = frozenset()
    """Never in the outputs and never compared."""
    replaced_if: Mapping[str, Callable[[Any, Properties, Properties], bool]] = field(
        default_factory=dict
    )
    """(client, state, inputs) by property: whether its change replaces, where no flag says so."""
    in_place: Mapping[str, Equal] = field(default_factory=dict)
    """Replacing properties with changes (old, new) that are updates all the same."""
    delete_before_replace: bool = False
    volatile: tuple[str, ...] = ()
    """Outputs that the preview of an update cannot know."""
