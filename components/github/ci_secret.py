"""`CiSecret`: one secret on GitHub, of any kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, cast

import pulumi

from components.github.places import Place

_SECRET = ["encryptedValue", "plaintextValue", "value", "valueEncrypted"]
_REPOSITORY_ID = "repositoryId"
_REPORTED = ("createdAt", "updatedAt", "remoteUpdatedAt")


@dataclass(frozen=True, kw_only=True)
class CiSecretArgs:
    """What a `CiSecret` needs."""

    place: Place
    key: pulumi.Output[str] = field(repr=False)
    """The key; secret."""
    rewrites: pulumi.Output[int]
    """How often foreign writes were overwritten; a new number makes the update write again."""
    repository_id: int | None = None
    """The id of the repository that it is in; None for the organization's."""
    more: dict[str, Any] = field(default_factory=dict)
    """Inputs that are known only at run time."""


class CiSecret(pulumi.CustomResource):
    """Registered by type token: only at run time is it known which input carries the value, and the
    SDK's classes warn of one of the two at each update.
    """

    def __init__(self, name: str, args: CiSecretArgs, opts: pulumi.ResourceOptions) -> None:
        kind = args.place.kind
        values = {name: _carried(args, turn) for turn, name in enumerate(kind.inputs)}
        reported = _REPORTED if kind.path is not None else (*_REPORTED, _REPOSITORY_ID)
        self._is_known_by_id = kind.path is None
        props = {**args.place.properties, **args.more, **values, **dict.fromkeys(reported)}
        own = pulumi.ResourceOptions(
            version=version("pulumi-github"),
            additional_secret_outputs=_SECRET,
            # Where the repository is another one, the Codespaces secret has to be made anew.
            replacement_trigger=None if kind.path is None else args.repository_id,
            # A replacement overwrites the old secret; to delete the old one then deletes the new.
            retain_on_delete=kind.path is not None,
        )
        self._repository_id = args.repository_id
        super().__init__(kind.type, name, props, pulumi.ResourceOptions.merge(opts, own))

    @property
    def is_overwritten(self) -> pulumi.Output[bool]:
        """Whether a refresh saw that somebody else wrote the secret last."""
        times = pulumi.Output.all(*(self._reported(name) for name in _REPORTED[1:]))
        return times.apply(lambda both: None not in both and both[0] != both[1])

    @property
    def is_elsewhere(self) -> pulumi.Output[bool]:
        """Whether it was written into another repository, which had the same name before."""
        if not self._is_known_by_id:
            return pulumi.Output.from_input(False)
        wanted = self._repository_id
        return self._reported(_REPOSITORY_ID).apply(
            lambda written: written is not None and int(written) != wanted
        )

    def _reported(self, name: str) -> pulumi.Output[str | None]:
        return cast("pulumi.Output[str | None]", pulumi.get(self, name))


def _carried(args: CiSecretArgs, turn: int) -> pulumi.Output[str | None]:
    """The key if it is this input's turn to carry it, else None."""
    turns = len(args.place.kind.inputs)

    def carried(rewrites: int) -> pulumi.Output[str | None]:
        is_due = rewrites % turns == turn
        return pulumi.Output.from_input(args.key if is_due else None)

    return args.rewrites.apply(carried)
