"""What earlier updates left in the outputs of this stack and of its siblings.

A program cannot read the old state of its resources, so what the next update has to know is
exported and read back here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.github.places import places
from components.settings import KeySettings


def own_last_update(settings: KeySettings) -> pulumi.StackReference | None:
    """This stack's own outputs after its last update; only CI secrets need them."""
    if not places(settings.github, key_version=1):
        return None
    stack = (pulumi.get_organization(), pulumi.get_project(), pulumi.get_stack())
    return pulumi.StackReference("/".join(stack))


def ci_drift_of(own_last: pulumi.StackReference | None) -> pulumi.Output[Mapping[str, Any]] | None:
    """The output `ciDrift`; None before the first update."""
    return None if own_last is None else own_last.get_output("ciDrift")


def fingerprints_of(stacks: Sequence[str]) -> dict[str, pulumi.Output[Sequence[str]]]:
    """By stack: the fingerprints of the keys that it declared; none where it was never up."""
    return {
        stack: pulumi.StackReference(stack)
        .get_output("history")
        .apply(lambda history: [life["fingerprint"] for life in history or []])
        for stack in stacks
    }
