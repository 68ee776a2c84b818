"""Create, read, update and preview of any resource type, in terms of its row."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sandbox.providers.checking import DEFAULTS
from sandbox.providers.diffing import equal
from sandbox.providers.resource import ProviderError, Resource
from sandbox.providers.sameness import blank
from sandbox.providers.schema import Shape
from sandbox.providers.wire import UNKNOWN, Properties


class HalfMade(Exception):
    """It exists, but a later step failed: the engine must keep it in the state."""

    def __init__(self, id_: str, state: Properties, cause: Exception) -> None:
        super().__init__(str(cause))
        self.id = id_
        self.state = state
        self.cause = cause


def planned_creation(row: Resource, shape: Shape, inputs: Properties) -> Properties:
    """The outputs of a preview: what is given is known, what the service computes is not."""
    given = _outputs(row, shape, inputs)
    computed = {name: UNKNOWN for name, each in shape.outputs.items() if each.required}
    return {**computed, **given}


def planned_update(
    row: Resource, shape: Shape, state: Properties, inputs: Properties
) -> Properties:
    """The same for an update: what is not given keeps its old value."""
    kept = {name: value for name, value in state.items() if shape.computes(name)}
    later = dict.fromkeys(row.volatile, UNKNOWN)
    return {**kept, **later, **_outputs(row, shape, inputs)}


def create(row: Resource, shape: Shape, client: Any, inputs: Properties) -> tuple[str, Properties]:
    """Makes it and reads it back: (id, outputs). Raises HalfMade when only the rest failed."""
    state = _without_defaults(inputs)
    id_ = row.create(client, state)
    try:
        if row.finish:
            row.finish(client, id_, state)
        return id_, _read_back(row, shape, client, id_, state)
    except Exception as fault:
        raise HalfMade(id_, _as_far_as_it_got(row, shape, client, id_, state), fault) from fault


def update(
    row: Resource, shape: Shape, client: Any, id_: str, old: Properties, inputs: Properties
) -> Properties:
    """Changes it in place and reads it back."""
    kept = {name: value for name, value in old.items() if shape.computes(name)}
    state = {**kept, **_without_defaults(inputs)}
    if row.upsert:
        row.create(client, state)
    elif row.update:
        row.update(client, id_, old, state)
    return _read_back(row, shape, client, id_, state)


def read(
    row: Resource, shape: Shape, client: Any, id_: str, state: Properties
) -> Properties | None:
    """The outputs as they are now; None when it is gone. An empty state is an import."""
    state = state or row.from_id(id_)
    found = row.read(client, id_, state)
    return None if found is None else _merged(row, shape, state, found)


def inputs_read(row: Resource, shape: Shape, inputs: Properties, outputs: Properties) -> Properties:
    """The inputs that fit what was read: the given ones, or for an import all that are set."""
    if not inputs:
        found = {
            name: outputs[name]
            for name in shape.inputs
            if name in outputs and not blank(outputs[name])
        }
        return {**found, DEFAULTS: []}
    return {
        name: value if name in row.write_only or name == DEFAULTS else outputs.get(name)
        for name, value in inputs.items()
    }


def _as_far_as_it_got(
    row: Resource, shape: Shape, client: Any, id_: str, state: Properties
) -> Properties:
    """What is there rather than what was wanted, so that the next update sees what is left."""
    with suppress(Exception):
        return _read_back(row, shape, client, id_, state)
    return _outputs(row, shape, state)


def _read_back(row: Resource, shape: Shape, client: Any, id_: str, state: Properties) -> Properties:
    found = row.read(client, id_, state)
    if found is None:
        raise ProviderError(f"{row.title} ({id_}) cannot be found although it was just written")
    return _merged(row, shape, state, found)


def _merged(row: Resource, shape: Shape, state: Properties, found: Properties) -> Properties:
    """What was read wins, in the writing of the state where both mean the same."""
    same = {
        name: state[name]
        for name in found.keys() & state.keys()
        if equal(row, name, state[name], found[name])
    }
    return _outputs(row, shape, {**state, **found, **same})


def _outputs(row: Resource, shape: Shape, values: Properties) -> Properties:
    return {
        name: value
        for name, value in values.items()
        if name in shape.outputs and name not in row.write_only and value is not None
    }


def _without_defaults(inputs: Properties) -> Properties:
    return {name: value for name, value in inputs.items() if name != DEFAULTS}
