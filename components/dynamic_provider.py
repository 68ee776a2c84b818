"""What the dynamic providers and their resources share: above all, how an error is shown."""

from __future__ import annotations

import sys
import traceback
from inspect import get_annotations
from typing import Any

import pulumi
from pulumi.dynamic import CheckFailure, ConfigureRequest, Resource, ResourceProvider
from pulumi.output import contains_unknowns
from pydantic.alias_generators import to_camel

from components.refusal import OneLineError, Refusal

_whole_traceback = traceback.format_exc


class DynamicProvider(ResourceProvider):
    """Shows people our own errors as one line, and a bug with its traceback."""

    def configure(self, req: ConfigureRequest) -> None:
        """Choose how the process of the providers puts an error into words.

        The SDK answers the engine with `traceback.format_exc()` and has no hook for it.
        `sys.tracebacklimit = 0` would shorten every error, those of a bug too, in all threads.
        """
        traceback.format_exc = _in_words


def _in_words(limit: int | None = None, chain: bool = True) -> str:
    error = sys.exc_info()[1]
    if isinstance(error, (OneLineError, pulumi.RunError)):
        return f"{type(error).__name__}: {error}"
    return _whole_traceback(limit, chain)


def failure(refusal: Refusal) -> CheckFailure:
    """A refusal as a check failure. It names no property: the engine would print its value."""
    return CheckFailure("", str(refusal))


def is_known(value: Any) -> bool:
    """Whether a preview knows an input that is the output of another resource."""
    return not contains_unknowns(value)


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
