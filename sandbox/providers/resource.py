"""The row that a provider's table has for each resource type."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.providers.sameness import same
from sandbox.providers.wire import Properties

Rule = Callable[[Properties], Iterable[tuple[str, str]]]
"""Yields `(property, reason)` for each fault in inputs of the right types."""

Equal = Callable[[Any, Any], bool]

Function = Callable[[Any, Properties], Properties]
"""Takes (client, arguments) and returns the function's result."""


class ProviderError(Exception):
    """A refusal the user should read: one line, never with a secret in it."""


class Client(Protocol):
    """A provider's connection."""

    def bound(self, values: Properties) -> Any:
        """The connection in the region that these inputs or outputs name; rows are given it."""


@dataclass(frozen=True, kw_only=True)
class Resource(ABC):
    """How one resource type is made, read, changed and removed.

    `state` is a working copy of inputs and known outputs. `create` and `update` add to it what
    `read` cannot find out later. The client is the provider's own.
    """

    title: str
    autoname: str | None = None
    """Prefix of the name that `name` gets when it is not given; None: no automatic name."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    equal: Mapping[str, Equal] = field(default_factory=dict)
    """How to compare properties that are not equal only when identical: policies, sets."""
    replaced_if: Mapping[str, Callable[[Any, Properties, Properties], bool]] = field(
        default_factory=dict
    )
    """For properties whose change replaces only sometimes: (client, state, inputs) says when."""
    delete_before_replace: bool = False
    moving: tuple[str, ...] = ()
    """Inputs of which the service fills in a part, which moves by itself."""
    volatile: tuple[str, ...] = ()
    """Outputs that the preview of an update cannot know."""
    reads_back: bool = True
    """Whether the real provider reads it after it wrote it; that may need another right."""

    @abstractmethod
    def create(self, client: Any, state: Properties) -> str:
        """Make it and return its id."""

    def finish(self, client: Any, id_: str, state: Properties) -> None:  # noqa: B027 - few need it
        """Do what is left once it exists; if that fails, it stays in the state."""

    @abstractmethod
    def read(self, client: Any, id_: str, state: Properties) -> Properties | None:
        """Return what the service says, or None when it is gone."""

    def update(self, client: Any, id_: str, old: Properties, state: Properties) -> None:
        """Change it in place; by default with the call that makes it."""
        self.create(client, state)

    @abstractmethod
    def delete(self, client: Any, id_: str, state: Properties) -> None:
        """Remove it."""

    def imported(self, client: Any, id_: str) -> tuple[str, Properties]:
        """Return the id and the state to read, for an id given to an import."""
        return id_, {}

    def same(self, name: str, old: Any, new: Any) -> bool:
        """Whether two values of one property are the same to the service."""
        return self.equal.get(name, same)(old, new)
