"""Writes the settings into `Pulumi.yaml` and `Pulumi.example.yaml` from the settings classes.

Source: Pulumi Docs, "Pulumi project file reference", on `config` and its types.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any, get_origin

import yaml
from pydantic.fields import FieldInfo

from components.section import Section, section_in
from components.settings import KEY_DESCRIPTION, KEY_SETTING, StackSettings
from docs.tables import ROOT, fields_by_kind, replaced, words_of

_PROJECT = "submit-key"
_WIDTH = 100
_TYPES: dict[Any, str] = {int: "integer", bool: "boolean", float: "number"}
_HEAD = """\
# Every setting, with its default or an example: copy what you need into the file of your stack.
# The key is not in this file; set it with: pulumi config set --secret submitKey
config:
"""


def project(text: str) -> str:
    """`Pulumi.yaml` with its settings replaced by those of the code."""
    declared = yaml.safe_dump(_declared(), sort_keys=False, width=1000)
    return replaced(text, "settings", textwrap.indent(declared, "  ").rstrip())


def example() -> str:
    """A stack's file with every setting and its description."""
    lines = [re.sub(r"^(# )?(?=\w+:)", rf"\1{_PROJECT}:", line) for line in _lines(StackSettings)]
    return _HEAD + textwrap.indent("\n".join(lines) + "\n", "  ")


def _declared() -> dict[str, Any]:
    key = {"type": "string", "description": KEY_DESCRIPTION, "secret": True}
    plain, objects = fields_by_kind()
    return {
        KEY_SETTING: key,
        **{name: _plain(field) for name, field in plain.items()},
        **{name: _object(section) for name, section in objects.items()},
    }


def _plain(field: FieldInfo) -> dict[str, Any]:
    is_list = get_origin(field.annotation) is tuple
    kind = {"type": "array", "items": {"type": "string"}} if is_list else {"type": _type(field)}
    default = list(field.default) if is_list else field.default
    return {**kind, "description": words_of(field), "default": default}


def _type(field: FieldInfo) -> str:
    return _TYPES.get(field.annotation, "string")


def _object(section: type[Section]) -> dict[str, Any]:
    options = ", ".join(str(field.alias) for field in section.model_fields.values())
    words = f"{words_of_section(section)} ({options})"
    return {"type": "object", "description": words, "default": {}}


def words_of_section(section: type[Section]) -> str:
    """The description of a settings object: the first line of its docstring."""
    return (section.__doc__ or "").split("\n")[0].rstrip(".")


def _lines(section: type[Section]) -> Iterator[str]:
    for field in section.model_fields.values():
        inner = section_in(field.annotation)
        words = words_of(field) or (words_of_section(inner) if inner else "")
        yield from (f"# {line}" for line in textwrap.wrap(words, _WIDTH - 8))
        yield from _setting(field)


def _setting(field: FieldInfo) -> Iterator[str]:
    inner = section_in(field.annotation)
    if inner is None:
        yield _value(field)
        return
    yield f"{field.alias}:"
    is_list = get_origin(field.annotation) is tuple
    if is_list:
        yield "  -"
    yield from (f"{'    ' if is_list else '  '}{line}" for line in _lines(inner))


def _value(field: FieldInfo) -> str:
    if field.examples:
        return f"{field.alias}: {_yaml(field.examples[0])}"
    default = field.get_default(call_default_factory=True)
    return f"# {field.alias}:" if default is None else f"{field.alias}: {_yaml(default)}"


def main() -> None:
    """Write both files."""
    path = ROOT / "Pulumi.yaml"
    path.write_text(project(path.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "Pulumi.example.yaml").write_text(example(), encoding="utf-8")


def _yaml(value: Any) -> str:
    plain = list(value) if isinstance(value, tuple) else value
    text: str = yaml.safe_dump(plain, default_flow_style=True, width=1000)
    return text.removesuffix("\n").removesuffix("\n...")


if __name__ == "__main__":
    main()
