"""Reads what earlier updates of this stack and of its siblings exported.

A program cannot read the old state of its resources, so an update exports what the next one needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi.output import contains_unknowns

from components.lookup import looked_up
from components.refusal import Refusal


def own_last_update() -> dict[str, pulumi.Output[Any]]:
    """The outputs of this stack's last update, without those that it left unknown as it failed.

    They are read at once, before anything is written: some backends cannot read and write one
    state at the same time.
    """
    refused = "the outputs of this stack cannot be read; see the rights on its state"
    known = _outputs(_own_name(), refused)
    return {name: pulumi.Output.from_input(value) for name, value in known.items()}


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
    outputs = _outputs(
        stack,
        f"{pulumi.get_project()}:{sibling}: is no stack that can be read here; correct the name"
        " (pulumi stack ls --all), make the stack first, or take the line out",
    )
    history = outputs.get("history") or []
    return pulumi.Output.from_input([life["fingerprint"] for life in history])


def _outputs(stack: str, refused: str) -> Mapping[str, Any]:
    # No StackReference: its error names no setting, and it passes on what is unknown.
    answer = looked_up(
        lambda: pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", {"name": stack}), refused
    )
    outputs = answer.value["outputs"]
    return {name: value for name, value in outputs.items() if not contains_unknowns(value)}
