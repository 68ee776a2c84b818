"""The base class of all settings objects, and the checks of their texts and lists.

Source: Pulumi Docs, "Configuration": with `--path`, the values `true`, `false` and whole numbers
are stored as booleans and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


def _as_text(value: Any) -> Any:
    """The text that somebody typed, where the engine stored a number or a boolean instead."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        raise ValueError(
            "is a number that is not stored as it was typed; set it as text, with"
            " the option --type string of pulumi config set"
        )
    raise ValueError(
        "is empty, or has options of its own; give it one text, and in a path write a"
        ' name with dots in brackets: tags["a.b"]'
    )


Text = Annotated[str, BeforeValidator(_as_text)]
"""A text, which may look like a number or a boolean."""


def matching(pattern: str, words: str) -> AfterValidator:
    """Require that a text matches a pattern; `words` complete the error "is not …"."""
    expression = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not expression.fullmatch(text):
            raise ValueError(f"is not {words}")
        return text

    return AfterValidator(check)


def distinct(fold: Callable[[str], str] = str) -> AfterValidator:
    """Require that a list names nothing twice; items are compared after `fold`."""

    def check(items: tuple[str, ...]) -> tuple[str, ...]:
        if len({fold(item) for item in items}) < len(items):
            raise ValueError("names one thing twice; list each once")
        return items

    return AfterValidator(check)


class Section(BaseModel):
    """A settings object. It refuses unknown options, and its errors never quote a value."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        """Take an option that was left empty, which is null in YAML, for one that is not there."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}


def section_in(annotation: Any) -> type[Section] | None:
    """The settings class in a field's type, which may be optional or a list; else None."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next(filter(None, map(section_in, get_args(annotation))), None)


def is_object_or_list(annotation: Any) -> bool:
    """Tell whether a field holds an object or a list, not one plain value."""
    return section_in(annotation) is not None or get_origin(annotation) in (tuple, dict)
