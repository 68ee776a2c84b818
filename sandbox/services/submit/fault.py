"""What the Submit API does wrong on demand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from sandbox.services.faults import Fault

HeaderText = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]*$")]


class SubmitFault(Fault):
    """One fault of the Submit API; the fields combine, `{}` clears.

    status: answer so instead of doing the work, with a small JSON body; body: with this page as
    text/html; headers: with these too (`Location`, `Retry-After`). delay: seconds before the
    answer. drop: close the connection without one. after: "work": do the real work first (a job
    may be made), then drop, delay or answer so. behaviour: what becomes of the key check.
    """

    status: int | None = Field(default=None, ge=200, le=599)
    body: str | None = None
    headers: dict[HeaderText, HeaderText] = Field(default_factory=dict)
    delay: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 0.0
    drop: bool = False
    after: Literal["work"] | None = None
    behaviour: Literal["accept-every-key", "refuse-every-key", "validate-before-key"] | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> SubmitFault:
        if (self.body is not None or self.headers) and self.status is None:
            raise ValueError("body and headers need a status")
        if self.drop and self.status is not None:
            raise ValueError("drop and status exclude each other")
        if not (self.status or self.drop or self.delay or self.behaviour):
            raise ValueError("one of status, drop, delay, behaviour is needed")
        return self

    @property
    def replaces_work(self) -> bool:
        """Whether the real work is left undone."""
        return self.after is None and (self.drop or self.status is not None)
