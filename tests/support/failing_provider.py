"""A resource whose creation fails as it is told to, in the genuine process of dynamic providers."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, Resource

from components.dynamic_provider import DynamicProvider
from components.github.api import NotRemoved
from components.key.evidence import Unproved
from components.refusal import Refusal

OURS: dict[str, Exception] = {
    "Refusal: keyVersion: is below 1; raise it": Refusal("keyVersion", "is below 1", "raise it"),
    "Unproved: the key was refused": Unproved("the key was refused"),
    "NotRemoved: GitHub did not remove it": NotRemoved("GitHub did not remove it"),
    "RunError: set it first": pulumi.RunError("set it first"),
}
"""Each of our own errors, by the line that people see."""

BUG = 'return CreateResult(props["missing"])'
"""The line of this file that a traceback of the bug shows."""


class FailingProvider(DynamicProvider):
    """Raises what the input `how` names, or has a bug."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Fail."""
        if props["how"] in OURS:
            raise OURS[props["how"]]
        return CreateResult(props["missing"])


class Failing(Resource):
    """A resource that is never made."""

    def __init__(self, name: str, how: str) -> None:
        super().__init__(FailingProvider(), name, {"how": how})
