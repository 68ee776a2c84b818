"""Reads what earlier updates of this stack and of its siblings exported.

A program cannot read the old state of its resources, so an update exports what the next one needs.
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi


def own_last_update() -> pulumi.StackReference:
    """The outputs of this stack's last update; each is None before the first one."""
    stack = (pulumi.get_organization(), pulumi.get_project(), pulumi.get_stack())
    return pulumi.StackReference("/".join(stack))


def fingerprints_of(stacks: Sequence[str]) -> dict[str, pulumi.Output[Sequence[str]]]:
    """For each stack, the fingerprints of its keys; none before its first update."""
    return {
        stack: pulumi.StackReference(stack)
        .get_output("history")
        .apply(lambda history: [life["fingerprint"] for life in history or []])
        for stack in stacks
    }
