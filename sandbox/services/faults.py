"""Makes a service fail on demand: one fault at a time, for a number of requests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Fault(BaseModel):
    """Lets `skip` requests pass, then applies to `times` (absent: until it is cleared)."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )

    skip: int = Field(default=0, ge=0)
    """let so many requests pass first"""
    times: int | None = Field(default=None, ge=1)
    """then fail so many; without it, until the fault is cleared"""


class FaultRefused(Exception):
    """A fault that makes no sense: one line that names the field."""


AnyFault = TypeVar("AnyFault", bound=Fault)


class FaultSlot(Generic[AnyFault]):
    """Holds at most one fault and counts the requests it applies to."""

    def __init__(self, kind: type[AnyFault]) -> None:
        self._kind = kind
        self._lock = threading.Lock()
        self._fault: AnyFault | None = None
        self._seen = 0

    def put(self, document: Any) -> None:
        """Take a fault from JSON; an empty object clears. Raises FaultRefused."""
        fault = None if document == {} else self._read(document)
        with self._lock:
            self._fault, self._seen = fault, 0

    @property
    def set(self) -> AnyFault | None:
        """The fault that was set, also where it does not apply to this request."""
        return self._fault

    def take(self, applies: Callable[[AnyFault], bool] = lambda _: True) -> AnyFault | None:
        """The fault for this request, or None when it goes through as usual."""
        with self._lock:
            fault = self._fault
            if fault is None or not applies(fault):
                return None
            self._seen += 1
            turn = self._seen - fault.skip
            return fault if turn >= 1 and (fault.times is None or turn <= fault.times) else None

    def _read(self, document: Any) -> AnyFault:
        try:
            return self._kind.model_validate(document)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            known = ", ".join(self._kind.model_fields)
            where = f"field {field}: " if field else ""
            raise FaultRefused(f"{where}{first['msg']}; known fields: {known}") from None
