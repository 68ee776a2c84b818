"""Reads what earlier updates of this stack and of its siblings exported.

A program cannot read the old state of its resources, so an update exports what the next one needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.github.places import places
from components.settings import KeySettings


def own_last_update(settings: KeySettings) -> pulumi.StackReference | None:
    """The outputs of this stack's last update; None without CI secrets, which alone need them."""
    if not places(settings.github, key_version=1):
        return None
    stack = (pulumi.get_organization(), pulumi.get_project(), pulumi.get_stack())
    return pulumi.StackReference("/".join(stack))


def ci_drift_of(own_last: pulumi.StackReference | None) -> pulumi.Output[Mapping[str, Any]] | None:
    """The output `ciDrift`; None before the first update."""
    return None if own_last is None else own_last.get_output("ciDrift")


def fingerprints_of(stacks: Sequence[str]) -> dict[str, pulumi.Output[Sequence[str]]]:
    """For each stack, the fingerprints of its keys; none before its first update."""
    return {
        stack: pulumi.StackReference(stack)
        .get_output("history")
        .apply(lambda history: [life["fingerprint"] for life in history or []])
        for stack in stacks
    }
