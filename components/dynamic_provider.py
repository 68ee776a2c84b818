"""What the dynamic providers share: a failure is one line."""

from __future__ import annotations

import sys
from inspect import get_annotations

from pulumi.dynamic import CheckFailure, ConfigureRequest, Resource, ResourceProvider
from pydantic.alias_generators import to_camel

from components.refusal import Refusal


class PlainProvider(ResourceProvider):
    """Shows people what went wrong, not where in our code."""

    def configure(self, req: ConfigureRequest) -> None:
        """Leave out the traceback: the engine prints what the traceback module formats."""
        sys.tracebacklimit = 0


def failure(refusal: Refusal) -> CheckFailure:
    """A refusal as a check failure. It names no property: the engine would print its value."""
    return CheckFailure("", str(refusal))


def whole(number: float | None) -> int | None:
    """A whole number as the engine hands it over, as a float."""
    return None if number is None else int(number)


class DynamicResource(Resource):
    """Declares each output as an attribute, `proved_at: pulumi.Output[str]`, which is `provedAt` in
    the state. `pulumi.getter` does that only for resources whose inputs are a generated class.
    """

    def translate_input_property(self, prop: str) -> str:
        """The name in the state."""
        return to_camel(prop) if prop in get_annotations(type(self)) else prop

    def translate_output_property(self, prop: str) -> str:
        """The name of the attribute."""
        names = {to_camel(name): name for name in get_annotations(type(self))}
        return names.get(prop, prop)
