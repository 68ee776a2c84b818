"""A resource whose creation fails in a given way, for the SDK's dynamic provider process."""

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
"""The line of this file that the bug's traceback shows."""


class FailingProvider(DynamicProvider):
    """Raises the error that the input `how` names, or hits a bug."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Fail."""
        if props["how"] in OURS:
            raise OURS[props["how"]]
        return CreateResult(props["missing"])


class Failing(Resource):
    """A resource whose creation always fails."""

    def __init__(self, name: str, how: str) -> None:
        super().__init__(FailingProvider(), name, {"how": how})
