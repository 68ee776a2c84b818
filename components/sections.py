"""The settings objects: their options, what each may be, and the safe default."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


def _matching(pattern: str, words: str) -> AfterValidator:
    expression = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not expression.fullmatch(text):
            raise ValueError(f"is not {words}")
        return text

    return AfterValidator(check)


def _distinct(fold: Callable[[str], str] = str) -> AfterValidator:
    def check(items: tuple[str, ...]) -> tuple[str, ...]:
        if len({fold(item) for item in items}) < len(items):
            raise ValueError("names one thing twice; list each once")
        return items

    return AfterValidator(check)


def _recovery_window() -> AfterValidator:
    """Source: AWS Secrets Manager API reference, `DeleteSecret`."""

    def check(days: int) -> int:
        if days and not 7 <= days <= 30:
            raise ValueError("is neither 0 nor 7 to 30 days")
        return days

    return AfterValidator(check)


_Role = Annotated[
    str, _matching(r"[\w+=,.@-]{1,64}", "the name of an IAM role (up to 64 of A-Z a-z 0-9 +=,.@_-)")
]
_Repository = Annotated[
    str,
    _matching(
        r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}",
        "a bare repository name such as 'alpha'; the owner belongs in github:owner",
    ),
]
_SecretName = Annotated[
    str,
    _matching(
        r"(?![Gg][Ii][Tt][Hh][Uu][Bb]_)[A-Za-z_][A-Za-z0-9_]*",
        "a name GitHub accepts: letters, digits and _, not starting with a digit or GITHUB_",
    ),
]
_StoreName = Annotated[
    str,
    _matching(r"[A-Za-z0-9/_+=.@-]{1,512}", "a Secrets Manager name (A-Z a-z 0-9 /_+=.@-)"),
]
Sibling = Annotated[
    str,
    _matching(r"[\w.-]+/[\w.-]+/[\w.-]+", "the full name of a stack, organization/project/stack"),
]
Environment = Literal["development", "staging", "production"]


class Section(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        hide_input_in_errors=True,
    )


class StoreSettings(Section):
    """Where the key rests (settings object `store`)."""

    name: _StoreName = Field(description="Name of the secret in AWS Secrets Manager")
    recovery_window_in_days: Annotated[int, _recovery_window()] = Field(
        default=30,
        description="Days in which a deleted secret can be restored: 7 to 30, or 0 for none",
    )


class AccessSettings(Section):
    """Who may read the key (settings object `access`)."""

    readers: Annotated[tuple[_Role, ...], _distinct()] = Field(
        default=(), description="Names of the IAM roles that may read the current key"
    )


class GithubSettings(Section):
    """Where CI/CD jobs find the key (settings object `github`)."""

    repositories: Annotated[tuple[_Repository, ...], _distinct(str.lower)] = Field(
        default=(), description="Bare names of the repositories whose Actions get the key"
    )
    secret_name: _SecretName = Field(
        default="SUBMIT_API_KEY", description="Name of the Actions secret"
    )
    variable_name: _SecretName = Field(
        default="SUBMIT_BASE_URL", description="Name of the Actions variable with the base URL"
    )


class RetirementSettings(Section):
    """How a former key is retired (settings object `retirement`)."""

    drain_seconds: int = Field(
        default=3600,
        ge=0,
        description="How long the slowest consumer may hold a former key (caches, queued CI runs)",
    )
    deadline_seconds: int = Field(
        default=7 * 24 * 3600,
        ge=0,
        description="Time after the drain by which a former key must be proved dead",
    )
    protect: bool | None = Field(
        default=None,
        description="Whether destroy stops while a key still works; by default in production",
    )
