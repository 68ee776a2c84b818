"""What differs between the state and new inputs, and whether that replaces the resource.

As a bridged provider does it: new inputs against the old outputs; an input that is not given and
that the service computes is no difference.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pulumi.runtime.proto import provider_pb2

from sandbox.providers.checking import DEFAULTS
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import blank
from sandbox.providers.schema import Shape
from sandbox.providers.wire import Properties, unknown

_KIND = provider_pb2.PropertyDiff.Kind


@dataclass(frozen=True, kw_only=True)
class Diff:
    """The changed properties (added, deleted or updated), and those that replace."""

    changed: dict[str, str] = field(default_factory=dict)
    replaces: frozenset[str] = frozenset()
    delete_before_replace: bool = False

    def replacing(self, name: str, row: Resource) -> Diff:
        """The same, with one more property that replaces."""
        return replace(
            self,
            replaces=self.replaces | {name},
            delete_before_replace=self.delete_before_replace or row.delete_before_replace,
        )

    def response(self) -> provider_pb2.DiffResponse:
        """The engine's form of it."""
        some = provider_pb2.DiffResponse.DIFF_SOME
        return provider_pb2.DiffResponse(
            changes=some if self.changed else provider_pb2.DiffResponse.DIFF_NONE,
            diffs=sorted(self.changed),
            replaces=sorted(self.replaces),
            deleteBeforeReplace=self.delete_before_replace,
            detailedDiff={name: self._detail(name) for name in self.changed},
            hasDetailedDiff=True,
        )

    def _detail(self, name: str) -> provider_pb2.PropertyDiff:
        suffix = "_REPLACE" if name in self.replaces else ""
        return provider_pb2.PropertyDiff(kind=_KIND.Value(self.changed[name] + suffix))


def compare(
    row: Resource, shape: Shape, state: Properties, inputs: Properties, ignored: Iterable[str] = ()
) -> Diff:
    """Compare all inputs of the schema except the ignored ones."""
    old, new = _without(state, ignored), _without(inputs, ignored)
    changed = {
        name: kind
        for name in shape.inputs
        if (kind := _change(row, shape, name, old.get(name), new.get(name)))
    }
    replaces = frozenset(name for name in changed if shape.inputs[name].replace)
    first = row.delete_before_replace or _keeps_its_name(row, state, inputs)
    return Diff(changed=changed, replaces=replaces, delete_before_replace=bool(replaces) and first)


def _change(row: Resource, shape: Shape, name: str, old: Any, new: Any) -> str | None:
    if new is None:
        return None if blank(old) or name in shape.computed else "DELETE"
    if unknown(new) or not row.same(name, old, new):
        return "ADD" if old is None else "UPDATE"
    return None


def _keeps_its_name(row: Resource, state: Properties, inputs: Properties) -> bool:
    """Old and new cannot have the same name at once, so the old one goes first."""
    if row.autoname is None or DEFAULTS not in inputs or "name" in inputs[DEFAULTS]:
        return False
    return "name" in inputs and state.get("name") == inputs["name"]


def _without(values: Properties, ignored: Iterable[str]) -> Properties:
    kept = copy.deepcopy(values)
    for path in ignored:
        _remove(kept, re.findall(r"[^.\[\]\"]+", path))
    return kept


def _remove(value: Any, steps: list[str]) -> None:
    head, *rest = steps
    if isinstance(value, list) and head.isdigit() and int(head) < len(value) and rest:
        _remove(value[int(head)], rest)
    elif isinstance(value, dict) and rest:
        _remove(value.get(head), rest)
    elif isinstance(value, dict):
        value.pop(head, None)
