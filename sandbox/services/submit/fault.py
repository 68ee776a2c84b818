"""What the Submit API does wrong on demand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from sandbox.services.faults import Fault
from sandbox.services.submit.world import World

HeaderText = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]*$")]


class SubmitFault(Fault, World):
    """One fault of the Submit API, and the world it happens in; the fields combine, `{}` clears.

    `skip` and `times` count for what goes wrong; the world holds until the next fault is set.
    """

    status: int | None = Field(default=None, ge=200, le=599)
    """answer so instead of doing the work, with a small JSON body"""
    body: str | None = None
    """with status: this page, as text/html"""
    headers: dict[HeaderText, HeaderText] = Field(default_factory=dict)
    """with status: these headers too, such as Location or Retry-After"""
    delay: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 0.0
    """seconds before the answer"""
    drop: bool = False
    """close the connection without an answer"""
    after: Literal["work"] | None = None
    """"work": do the real work first (a job may be made), then drop, delay or answer so"""
    behaviour: Literal["accept-every-key", "refuse-every-key"] | None = None
    """what becomes of the key's check: "accept-every-key" or "refuse-every-key" """

    @model_validator(mode="after")
    def _makes_sense(self) -> SubmitFault:
        if (self.body is not None or self.headers) and self.status is None:
            raise ValueError("body and headers need a status")
        if self.drop and self.status is not None:
            raise ValueError("drop and status exclude each other")
        if not (self.goes_wrong or World.model_fields.keys() & self.model_fields_set):
            known = ", ".join(("status", "drop", "delay", "behaviour", *World.model_fields))
            raise ValueError(f"one of {known} is needed")
        return self

    @property
    def goes_wrong(self) -> bool:
        """Whether a request fails, beside what is usual in this world."""
        return bool(self.status or self.drop or self.delay or self.behaviour)


def in_words() -> str:
    """Every field and what it does, a line each."""
    fields = SubmitFault.model_fields.items()
    lines = [f"  {name:10}{' '.join((field.description or '').split())}" for name, field in fields]
    return "\n".join(lines)
