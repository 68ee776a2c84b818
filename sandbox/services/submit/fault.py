"""What the Submit API does wrong on demand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from sandbox.services.faults import Fault
from sandbox.services.submit.world import USUAL, World

HeaderText = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]*$")]


class SubmitFault(Fault, World):
    """One fault of the Submit API, and the world it happens in; the fields combine, `{}` clears.

    status: answer so instead of doing the work, with a small JSON body; body: with this page as
    text/html; headers: with these too (`Location`, `Retry-After`). delay: seconds before the
    answer. drop: close the connection without one. after: "work": do the real work first (a job
    may be made), then drop, delay or answer so. behaviour: what becomes of the key check.
    `skip` and `times` count for these. The fields of `World` hold until the next fault is set.
    """

    status: int | None = Field(default=None, ge=200, le=599)
    body: str | None = None
    headers: dict[HeaderText, HeaderText] = Field(default_factory=dict)
    delay: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 0.0
    drop: bool = False
    after: Literal["work"] | None = None
    behaviour: Literal["accept-every-key", "refuse-every-key"] | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> SubmitFault:
        if (self.body is not None or self.headers) and self.status is None:
            raise ValueError("body and headers need a status")
        if self.drop and self.status is not None:
            raise ValueError("drop and status exclude each other")
        if not (self.goes_wrong or self.is_another_world):
            known = ", ".join(("status", "drop", "delay", "behaviour", *World.model_fields))
            raise ValueError(f"one of {known} is needed")
        return self

    @property
    def goes_wrong(self) -> bool:
        """Whether a request fails, beside what is usual in this world."""
        return bool(self.status or self.drop or self.delay or self.behaviour)

    @property
    def is_another_world(self) -> bool:
        """Whether the API works in another way than the sandbox's usual one."""
        return any(getattr(self, name) != usual for name, usual in USUAL)

    @property
    def replaces_work(self) -> bool:
        """Whether the real work is left undone."""
        return self.after is None and (self.drop or self.status is not None)
