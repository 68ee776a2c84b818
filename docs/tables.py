"""Writes the README's tables, the record's schema and the picture from the code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from components.record.model import Record, schema_text
from components.section import Section, section_in
from components.settings import KEY_DESCRIPTION, KEY_SETTING, StackSettings
from records.picture import picture

ROOT = Path(__file__).parent.parent
_SHOWN = {
    "exposed": "none",
    "store.name": "`submit-key/<stack>`",
    "access.readers": "nobody",
    "retirement.protect": "in production",
    "monitor.pattern": "JSON and plain logs",
}
"""Defaults in words, where the plain value would mislead."""
MEANINGS: Mapping[str, str] = {
    "keyVersion": "The version of the key in use",
    "fingerprint": "12 hexadecimal digits that identify the key and do not help to guess it",
    "provedAt": "When the key was proved to work",
    "history": "Each key: version, fingerprint, state (`candidate`, `current`, `draining`,"
    " `awaiting revocation`, `revoked`, `rejected`) and times",
    "nextStep": "The one thing to do next, and from when; or `nothing`",
    "ciDrift": "The CI secrets that somebody else overwrote, and what the next update needs to know"
    " of GitHub",
    "record": "The newest rotation record: keys, stores, what was asked and answered, who ran it,"
    " what remains",
    "recordHash": "The hash of the newest record; if you write it down, its removal can be noticed",
    "secretArn": "ARN of the secret, for its readers",
    "readerPolicyArn": "ARN of the policy that lets a role read the key, for roles made elsewhere",
    "references": "What an ECS task (`ecsValueFrom`) and a Lambda function (`lambdaEnvironment`)"
    " refer to the key by; never the key itself",
    "alarmTopicArn": "ARN of the alarm topic, for a chat client; none without `monitor.logGroup`",
}
"""What each output of the stack means."""


def readme(text: str) -> str:
    """The README with its tables replaced by those of the code."""
    settings = table(("setting", "default", "meaning"), _settings())
    outputs = table(("output", "meaning"), ((f"`{n}`", words) for n, words in MEANINGS.items()))
    return replaced(replaced(text, "settings", settings), "outputs", outputs)


def timeline() -> str:
    """The picture of the rotation recorded in `docs/rotation.json`."""
    documents = json.loads((ROOT / "docs" / "rotation.json").read_text(encoding="utf-8"))
    return picture([Record.model_validate(document) for document in documents]) + "\n"


def _settings() -> Iterator[tuple[str, ...]]:
    yield f"`{KEY_SETTING}`", "none", KEY_DESCRIPTION
    plain, objects = fields_by_kind()
    yield from (_row(name, field) for name, field in plain.items())
    for name, section in objects.items():
        for field in section.model_fields.values():
            yield _row(f"{name}.{field.alias}", field)


def fields_by_kind() -> tuple[dict[str, FieldInfo], dict[str, type[Section]]]:
    """The settings of a stack by name: first the plain ones, then the settings objects."""
    fields = {str(field.alias): field for field in StackSettings.model_fields.values()}
    found = {name: section_in(field.annotation) for name, field in fields.items()}
    objects = {name: section for name, section in found.items() if section}
    return {name: field for name, field in fields.items() if name not in objects}, objects


def _row(setting: str, field: FieldInfo) -> tuple[str, ...]:
    return f"`{setting}`", _SHOWN.get(setting, _of(field)), words_of(field)


def words_of(field: FieldInfo) -> str:
    """The description of a setting, on one line."""
    return " ".join(str(field.description or "").split())


def _of(field: FieldInfo) -> str:
    return _default(None if field.is_required() else field.get_default(call_default_factory=True))


def _default(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not value and not (is_number and value is not False):
        return "none"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"`{text.lower() if isinstance(value, bool) else text}`"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (heads, *rows)]
    rule = "|---" * (lines[0].count("|") - 1) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def replaced(text: str, name: str, made: str) -> str:
    """The text with `made` between the two marker lines called `name`.

    Raises:
        ValueError: the text has not exactly one such pair of lines.
    """
    between = re.compile(rf"([^\n]*\b{name}: made by [^\n]*\n).*?\n([^\n]*/{name}\b)", re.DOTALL)
    written, count = between.subn(lambda found: f"{found[1]}{made}\n{found[2]}", text)
    if count != 1:
        raise ValueError(f"{name}: {count} pairs of marker lines, not one")
    return written


def main() -> None:
    """Write the tables, the schema and the picture."""
    path = ROOT / "README.md"
    path.write_text(readme(path.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "record.schema.json").write_text(schema_text(), encoding="utf-8")
    (ROOT / "docs" / "rotation.svg").write_text(timeline(), encoding="utf-8")


if __name__ == "__main__":
    main()
