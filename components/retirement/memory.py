"""What the retirement's inputs and state hold, as types. No pulumi here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from components.key.facts import whole
from components.retirement.lifecycle import Life, Patience
from components.retirement.revocation import Terms


def lives(props: Mapping[str, Any]) -> list[Life]:
    """The history read from the state, the current key last."""
    return [Life.model_validate(record) for record in props["history"]]


def patience(props: Mapping[str, Any]) -> Patience:
    """How long a former key may keep working."""
    return Patience(
        drain=timedelta(seconds=props["drainSeconds"]),
        deadline=timedelta(seconds=props["deadlineSeconds"]),
    )


def terms(props: Mapping[str, Any]) -> Terms:
    """What the stack allows; a state of an early version of the code has no `testJobs`."""
    return Terms(
        stack=props.get("stack") or "",
        test_jobs=props.get("testJobs", True),
        exposed=whole(props.get("exposed")),
    )
