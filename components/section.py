"""What the settings objects share: strict options, and the checks of their texts and lists."""

from __future__ import annotations

import re
from collections.abc import Callable

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


def matching(pattern: str, words: str) -> AfterValidator:
    """A text that matches a pattern; `words` say so after "is not"."""
    expression = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not expression.fullmatch(text):
            raise ValueError(f"is not {words}")
        return text

    return AfterValidator(check)


def distinct(fold: Callable[[str], str] = str) -> AfterValidator:
    """A list that names nothing twice."""

    def check(items: tuple[str, ...]) -> tuple[str, ...]:
        if len({fold(item) for item in items}) < len(items):
            raise ValueError("names one thing twice; list each once")
        return items

    return AfterValidator(check)


class Section(BaseModel):
    """A settings object: an unknown option is refused, and no message quotes a value."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        hide_input_in_errors=True,
    )
