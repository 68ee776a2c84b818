"""Telling one error of AWS from another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sandbox.providers import waiting

Result = TypeVar("Result")


def code(fault: Exception) -> str:
    """The error code of a botocore ClientError; empty for any other exception."""
    response: dict[str, Any] = getattr(fault, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))


def message(fault: Exception) -> str:
    """The message that came with it."""
    response: dict[str, Any] = getattr(fault, "response", None) or {}
    return str(response.get("Error", {}).get("Message", ""))


def missing(fault: Exception) -> bool:
    """Whether it says that the thing is not there."""
    return code(fault) in _MISSING


def going(fault: Exception) -> bool:
    """Whether a secret is in its recovery window or about to vanish."""
    text = message(fault).lower()
    words = ("was deleted", "marked for deletion", "scheduled for deletion", "marked deleted")
    return code(fault) == "InvalidRequestException" and any(word in text for word in words)


_MISSING = frozenset(
    {
        "404",
        "DashboardNotFoundError",
        "NoSuchEntity",
        "NoSuchEntityException",
        "NoSuchKey",
        "NotFound",
        "NotFoundException",
        "ParameterNotFound",
        "ResourceNotFound",
        "ResourceNotFoundException",
    }
)


def found_or_none(call: Callable[[], Result]) -> Result | None:
    """The result of a call, None when the thing is not there."""
    try:
        return call()
    except Exception as fault:
        if missing(fault):
            return None
        raise


@contextmanager
def ignoring_missing(also: Callable[[Exception], bool] = lambda _: False) -> Iterator[None]:
    """For deletes: do nothing where it is gone already."""
    try:
        yield
    except Exception as fault:
        if not (missing(fault) or also(fault)):
            raise


def retried(
    call: Callable[[], Result],
    passing: Callable[[Exception], bool],
    what: str,
    *,
    seconds: float = 120,
) -> Result:
    """Call again while the error is one that passes; raise it when time is up."""
    results: list[Result] = []
    errors: list[Exception] = []

    def done() -> bool:
        try:
            results.append(call())
        except Exception as fault:
            if not passing(fault):
                raise
            errors[:] = [fault]
        return bool(results)

    try:
        waiting.until(done, what, seconds=seconds)
    except waiting.Expired:
        raise errors[0] from None
    return results[0]
