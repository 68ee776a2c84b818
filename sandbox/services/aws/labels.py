"""How staging labels move between the versions of a secret.

Source: AWS Secrets Manager API Reference, PutSecretValue and UpdateSecretVersionStage. A label is
on one version at most. When AWSCURRENT moves, AWSPREVIOUS goes to the version it left and leaves
the one that had it; all other labels stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

CURRENT = "AWSCURRENT"
PREVIOUS = "AWSPREVIOUS"
LABEL_LIMIT = 20
"""Labels attached across all versions of one secret (Secrets Manager quotas)."""

Labels = Mapping[str, list[str]]
"""The labels of each version, by version id."""


class LabelRefused(Exception):
    """Secrets Manager refuses this move as InvalidParameterException."""


def attached(labels: Labels, version: str, added: Iterable[str]) -> dict[str, list[str]]:
    """Put labels on a version; each leaves the version that had it.

    A version that takes AWSCURRENT from another gives its AWSPREVIOUS to that one.
    """
    result = {each: list(held) for each, held in labels.items()}
    result.setdefault(version, [])
    for label in dict.fromkeys(added):
        former = holder(result, label)
        if former == version:
            continue
        _move(result, label, version)
        if label == CURRENT and former is not None:
            _move(result, PREVIOUS, former)
    return result


def moved(
    labels: Labels, label: str, *, remove_from: str | None, move_to: str | None
) -> dict[str, list[str]]:
    """UpdateSecretVersionStage: move, add or remove one label. Raises LabelRefused.

    RemoveFromVersionId must name the version that holds the label, and must be given when the
    label is on another version than the target. AWSCURRENT moves, it is never just removed.
    """
    former = holder(labels, label)
    for version in (remove_from, move_to):
        if version is not None and version not in labels:
            raise LabelRefused(f"Not a valid version: {version}")
    if remove_from is None and move_to is None:
        raise LabelRefused("You must specify RemoveFromVersionId, MoveToVersionId or both.")
    if remove_from is not None and former != remove_from:
        raise LabelRefused(f"Staging label {label} is not attached to version {remove_from}.")
    if label == CURRENT and move_to is None:
        raise LabelRefused(
            "You can only move staging label AWSCURRENT to a different secret version. "
            "It can't be completely removed."
        )
    if former not in (None, remove_from, move_to):
        raise LabelRefused(
            f"The parameter RemoveFromVersionId can't be empty. Staging label {label} is currently "
            f"attached to version {former}, so you must explicitly reference that version in "
            "RemoveFromVersionId."
        )
    if move_to is not None:
        return attached(labels, move_to, [label])
    return {each: [one for one in held if one != label] for each, held in labels.items()}


def holder(labels: Labels, label: str) -> str | None:
    """The version that has a label."""
    return next((version for version, held in labels.items() if label in held), None)


def count(labels: Labels) -> int:
    """The labels of all versions together."""
    return sum(len(held) for held in labels.values())


def _move(labels: dict[str, list[str]], label: str, version: str) -> None:
    former = holder(labels, label)
    if former is not None:
        labels[former].remove(label)
    labels[version].append(label)
