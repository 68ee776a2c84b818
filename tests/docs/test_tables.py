"""The documentation has what the code has: tables, schema, picture, links."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase

from components.record.archive import object_name
from docs import tables
from docs.examples import watch_rights
from docs.tables import MEANINGS
from sandbox.folder import CHECKOUT
from tests.conftest import EXPORTS


def test_the_readmes_tables_are_made_from_the_code() -> None:
    text = (CHECKOUT / "README.md").read_text()

    assert tables.readme(text) == text, "write it anew: make docs"
    for name in ("settings", "outputs"):
        assert f"<!-- {name}: " in text
        assert f"<!-- /{name} -->" in text


def test_a_table_that_drifted_would_be_noticed() -> None:
    text = (CHECKOUT / "README.md").read_text()
    row = next(line for line in text.splitlines() if line.startswith("| `keyVersion` | `1`"))

    assert tables.readme(text.replace(row + "\n", "")) == text


def test_every_output_has_a_meaning() -> None:
    assert set(MEANINGS) == EXPORTS


def test_the_schema_and_the_picture_are_made_from_the_code() -> None:
    assert (CHECKOUT / "docs" / "record.schema.json").read_text() == tables.schema()
    assert (CHECKOUT / "docs" / "rotation.svg").read_text() == tables.timeline()


def test_the_policy_of_the_watch_reaches_every_copy_of_a_record_and_no_other_stacks() -> None:
    [copies] = [each for each in json.loads(watch_rights())["Statement"] if "s3:" in str(each)]
    record = {"at": "2026-03-01T10:00:00+00:00", "sequence": 7}
    mine = object_name({**record, "stack": "ORGANIZATION/submit-key/STACK"}, "key")
    other = object_name({**record, "stack": "ORGANIZATION/submit-key/STACK2"}, "key")

    pattern = copies["Resource"].removeprefix("arn:aws:s3:::BUCKET/")

    assert fnmatchcase(mine + ".json", pattern)
    assert not fnmatchcase(other + ".json", pattern)


def test_every_link_between_the_documents_leads_somewhere() -> None:
    documents = [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")]
    links = [
        (path, target)
        for path in documents
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text())
    ]
    assert links
    for path, target in links:
        assert (path.parent / target).exists(), f"{path.name} links to {target}"
