"""Reads what earlier updates of this stack and of its siblings exported.

A program cannot read the old state of its resources, so an update exports what the next one needs.
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.lookup import looked_up
from components.refusal import Refusal


def own_last_update() -> pulumi.StackReference:
    """The outputs of this stack's last update; each is None before the first one."""
    return pulumi.StackReference(_own_name())


def fingerprints_of(stacks: Sequence[str]) -> dict[str, pulumi.Output[Sequence[str]]]:
    """For each stack, the fingerprints of its keys; none before its first update.

    Raises:
        pulumi.RunError: one of them is this stack itself, or cannot be read; one line with its
            place in the setting.
    """
    return {stack: _fingerprints(f"siblings[{n}]", stack) for n, stack in enumerate(stacks)}


def _own_name() -> str:
    return "/".join((pulumi.get_organization(), pulumi.get_project(), pulumi.get_stack()))


def _fingerprints(sibling: str, stack: str) -> pulumi.Output[Sequence[str]]:
    if stack == _own_name():
        itself = Refusal(sibling, "is this stack itself", "name other environments' stacks only")
        raise pulumi.RunError(f"{pulumi.get_project()}:{itself}")
    # No StackReference: where there is no such stack, its error does not name the setting.
    answer = looked_up(
        lambda: pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", {"name": stack}),
        f"{pulumi.get_project()}:{sibling}: is no stack that can be read here; correct the name"
        " (pulumi stack ls --all), make the stack first, or take the line out",
    )
    history = answer.value["outputs"].get("history") or []
    return pulumi.Output.from_input([life["fingerprint"] for life in history])
