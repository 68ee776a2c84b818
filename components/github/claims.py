"""Which `SubmitKey` of a program writes to which place on GitHub; none is written by two."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from pulumi.runtime.settings import get_monitor

from components.refusal import Refusal

_CLAIMS: WeakKeyDictionary[object, dict[tuple[str, str], str]] = WeakKeyDictionary()
"""For each run of a program: who claimed a path in a repository, which is known by its id."""


def claim(who: str, setting: str, id_: object, paths: Iterable[str]) -> None:
    """Claim paths for one `SubmitKey`.

    Raises:
        Refusal: another one of this program writes there.
    """
    claims = _CLAIMS.setdefault(get_monitor(), {})
    for path in paths:
        other = claims.setdefault((str(id_), path), who)
        if other != who:
            shape = f"{other} of this program writes {path} there, too"
            way_out = "choose another github.secretName and github.variableName for one of them"
            raise Refusal(setting, shape, way_out)
