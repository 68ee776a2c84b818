"""What earlier updates left in the outputs of this stack and of its siblings."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.github.places import Drift, places
from components.github.settings import GithubSettings


def own_last_update(github: GithubSettings) -> list[pulumi.StackReference]:
    """The stack's own outputs: a resource's state cannot decide its inputs in any other way."""
    if not places(github, key_version=1):
        return []
    stack = (pulumi.get_organization(), pulumi.get_project(), pulumi.get_stack())
    return [pulumi.StackReference("/".join(stack))]


def drift_of(own_last: Sequence[pulumi.StackReference]) -> pulumi.Output[Drift]:
    """The foreign writes that it knew of; none before the first update."""
    if not own_last:
        return pulumi.Output.from_input(Drift())
    return own_last[0].get_output("ciDrift").apply(Drift.read)


def fingerprints_of(stack: str, parent: pulumi.Resource) -> pulumi.Output[list[str]]:
    """The keys that a sibling stack declared; none where it was never up."""
    sibling = pulumi.StackReference(stack, opts=pulumi.ResourceOptions(parent=parent))
    return sibling.get_output("history").apply(
        lambda history: [life["fingerprint"] for life in history or []]
    )
