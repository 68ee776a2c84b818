"""The table of GitHub's permissions is made from the code."""

from __future__ import annotations

from components.github.permissions import NAMES, permissions
from docs.permissions import PERMISSIONS, permissions_page


def test_the_table_of_permissions_is_made_from_the_code() -> None:
    text = PERMISSIONS.read_text()

    assert permissions_page(text) == text, "write it again: make docs"
    assert set(permissions()) == set(NAMES), "a permission without a name, or one for nothing"


def test_a_token_that_only_looks_writes_nothing_but_what_github_has_no_reading_for() -> None:
    looking = permissions(["preview", "verify"])

    assert {name for name, access in looking.items() if access == "write"} == {"codespaces_secrets"}
