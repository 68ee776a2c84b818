"""The documentation has what the code has: tables, schema, picture, links."""

from __future__ import annotations

import re

from components.outputs import MEANINGS
from docs import tables
from tests.test_program import OUTPUTS, ROOT


def test_the_readmes_tables_are_made_from_the_code() -> None:
    text = (ROOT / "README.md").read_text()

    assert tables.readme(text) == text, "write it anew: make docs"
    for name in ("settings", "outputs"):
        assert f"<!-- {name}: " in text
        assert f"<!-- /{name} -->" in text


def test_a_table_that_drifted_would_be_noticed() -> None:
    text = (ROOT / "README.md").read_text()
    row = next(line for line in text.splitlines() if line.startswith("| `keyVersion` | `1`"))

    assert tables.readme(text.replace(row + "\n", "")) == text


def test_every_output_has_a_meaning() -> None:
    assert set(MEANINGS) == OUTPUTS


def test_the_schema_and_the_picture_are_made_from_the_code() -> None:
    assert (ROOT / "docs" / "record.schema.json").read_text() == tables.schema()
    assert (ROOT / "docs" / "rotation.svg").read_text() == tables.timeline()


def test_every_link_between_the_documents_leads_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [
        (path, target)
        for path in documents
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text())
    ]
    assert links
    for path, target in links:
        assert (path.parent / target).exists(), f"{path.name} links to {target}"
