"""Create, read, update and preview of any resource type, in terms of its row."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sandbox.providers.checking import DEFAULTS
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


def planned_creation(shape: Shape, inputs: Properties) -> Properties:
    """What a preview shows: inputs are known, what the service computes is not."""
    return {**dict.fromkeys(shape.computed, UNKNOWN), **_outputs(shape, inputs)}


def planned_update(
    row: Resource, shape: Shape, state: Properties, inputs: Properties
) -> Properties:
    """The same for an update: computed values stay as they were."""
    later = dict.fromkeys(row.volatile, UNKNOWN)
    return {**_computed(shape, state), **later, **_outputs(shape, inputs)}


def create(row: Resource, shape: Shape, client: Any, inputs: Properties) -> tuple[str, Properties]:
    """Make it and read it back; HalfMade if it exists but a later step failed."""
    state = _without_defaults(inputs)
    id_ = row.create(client, state)
    try:
        row.finish(client, id_, state)
        return id_, _read_back(row, shape, client, id_, state)
    except Exception as fault:
        raise HalfMade(id_, _as_far_as_it_got(row, shape, client, id_, state), fault) from fault


def update(
    row: Resource, shape: Shape, client: Any, id_: str, old: Properties, inputs: Properties
) -> Properties:
    """Change it in place and read it back."""
    state = {**_computed(shape, old), **_without_defaults(inputs)}
    row.update(client, id_, old, state)
    return _read_back(row, shape, client, id_, state)


def read(
    row: Resource, shape: Shape, client: Any, id_: str, state: Properties
) -> tuple[str, Properties | None]:
    """The id and the outputs as they are now; None when it is gone. An import has no state."""
    if not state:
        id_, state = row.imported(client, id_)
    found = row.read(client, id_, state)
    return id_, None if found is None else _merged(row, shape, state, found)


def inputs_read(row: Resource, shape: Shape, inputs: Properties, outputs: Properties) -> Properties:
    """Inputs with the values that were read: the same names, or for an import all that matter."""
    if inputs:
        now = {name: outputs.get(name) for name in inputs} | {DEFAULTS: inputs.get(DEFAULTS)}
        unmoved = [n for n in row.moving if n in inputs and row.same(n, inputs[n], now[n])]
        return {**now, **{name: inputs[name] for name in unmoved}}
    found = {name: outputs[name] for name in shape.inputs if name in outputs}
    return {name: each for name, each in found.items() if _matters(row, shape, name, each)} | {
        DEFAULTS: []
    }


def _matters(row: Resource, shape: Shape, name: str, value: Any) -> bool:
    """Leave out of an import, as the real providers do, what is empty or a default."""
    default = row.defaults.get(name)
    return shape.inputs[name].required or (value != default if default else not blank(value))


def _as_far_as_it_got(
    row: Resource, shape: Shape, client: Any, id_: str, state: Properties
) -> Properties:
    """Store what exists, not what was wanted, so that the next update does the rest."""
    with suppress(Exception):
        return _read_back(row, shape, client, id_, state)
    return _outputs(shape, state)


def _read_back(row: Resource, shape: Shape, client: Any, id_: str, state: Properties) -> Properties:
    found = row.read(client, id_, state) if row.reads_back else state
    if found is None:
        raise ProviderError(f"{row.title} ({id_}) cannot be found although it was just written")
    return _merged(row, shape, state, found)


def _merged(row: Resource, shape: Shape, state: Properties, found: Properties) -> Properties:
    """Take what was read; where it means the same as the state, keep the state's spelling."""
    same = {
        name: state[name]
        for name in found.keys() & state.keys()
        if name not in row.moving and row.same(name, state[name], found[name])
    }
    return _outputs(shape, {**state, **found, **same})


def _outputs(shape: Shape, values: Properties) -> Properties:
    return {
        name: value for name, value in values.items() if name in shape.outputs and value is not None
    }


def _computed(shape: Shape, state: Properties) -> Properties:
    return {name: value for name, value in state.items() if name in shape.computed}


def _without_defaults(inputs: Properties) -> Properties:
    return {name: value for name, value in inputs.items() if name != DEFAULTS}
