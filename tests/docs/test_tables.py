"""The documentation matches the code: tables, schema, picture, links."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase

import pulumi
import pytest
import yaml

from components.record.archive import object_name
from components.record.model import schema_text
from components.settings import StackSettings
from docs import settings_files, tables
from docs.examples import watch_rights
from docs.tables import MEANINGS, fields_by_kind, words_of
from program.configuration import read_settings
from sandbox.folder import CHECKOUT
from tests.conftest import EXPORTS, KEY, configure


def test_the_readmes_tables_are_made_from_the_code() -> None:
    text = (CHECKOUT / "README.md").read_text()

    assert tables.readme(text) == text, "write it again: make docs"
    for name in ("settings", "outputs"):
        assert f"<!-- {name}: " in text
        assert f"<!-- /{name} -->" in text


def test_the_settings_in_the_project_file_and_the_example_are_made_from_the_code() -> None:
    project = (CHECKOUT / "Pulumi.yaml").read_text()

    assert settings_files.project(project) == project, "write it again: make docs"
    assert (CHECKOUT / "Pulumi.example.yaml").read_text() == settings_files.example()


def test_the_example_of_all_settings_is_accepted_and_leaves_none_out() -> None:
    config = yaml.safe_load((CHECKOUT / "Pulumi.example.yaml").read_text())["config"]
    given = {name.removeprefix("submit-key:"): value for name, value in config.items()}
    configure(submitKey=KEY, **given)

    read_settings(pulumi.Config("submit-key"), "prod")

    assert set(given) == {field.alias for field in StackSettings.model_fields.values()}


def test_the_meaning_of_a_setting_stands_in_the_code_once() -> None:
    plain, objects = fields_by_kind()
    fields = [*plain.values(), *(f for s in objects.values() for f in s.model_fields.values())]
    code = " ".join(
        " ".join(path.read_text().split())
        for folder in ("components", "docs", "program", "bootstrap", "ci")
        for path in (CHECKOUT / folder).rglob("*.py")
    )

    assert len(fields) > 30
    for field in fields:
        words = words_of(field)
        assert len(words) > 10, field
        assert code.count(f'"""{words}"""') == 1, words


def test_a_table_that_drifted_would_be_noticed() -> None:
    text = (CHECKOUT / "README.md").read_text()
    row = next(line for line in text.splitlines() if line.startswith("| `keyVersion` | `1`"))

    assert tables.readme(text.replace(row + "\n", "")) == text


def test_every_output_has_a_meaning() -> None:
    assert set(MEANINGS) == EXPORTS


def test_the_schema_and_the_picture_are_made_from_the_code() -> None:
    assert (CHECKOUT / "docs" / "record.schema.json").read_text() == schema_text()
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


def test_a_document_that_lost_its_marker_lines_is_no_success() -> None:
    with pytest.raises(ValueError, match="settings: 0 pairs of marker lines"):
        tables.replaced("no marker", "settings", "made")
