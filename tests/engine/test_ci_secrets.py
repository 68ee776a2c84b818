"""GitHub secrets of every kind: never absent, repaired after drift, deleted at the end."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
import yaml

from components.retirement.lifecycle import NOTHING
from tests.engine.person import Person
from tests.support.github_service import sha256

pytestmark = [pytest.mark.engine, pytest.mark.story]

GITHUB: dict[str, Any] = {
    "repositories": ["alpha"],
    "environments": [{"name": "live", "repositories": ["alpha"], "create": True}],
    "organization": {"visibility": "selected", "repositories": ["alpha"]},
    "dependabot": ["alpha"],
    "codespaces": ["alpha"],
}
FOLDERS = {
    "Actions": "repos/acme/alpha/actions/secrets",
    "environment": "repos/acme/alpha/environments/live/secrets",
    "organization": "orgs/acme/actions/secrets",
    "Dependabot": "repos/acme/alpha/dependabot/secrets",
    "Codespaces": "repos/acme/alpha/codespaces/secrets",
}
SHARED_URL = "orgs/acme/actions/variables/SUBMIT_BASE_URL"


class Ci:
    """GitHub as somebody with a token sees it."""

    def __init__(self, person: Person) -> None:
        self._github = person.github

    def get(self, path: str) -> requests.Response:
        return self._github.call("GET", path)

    def digests(self) -> dict[str, str | None]:
        return {
            kind: self._github.digest(f"{folder}/SUBMIT_API_KEY")
            for kind, folder in FOLDERS.items()
        }

    def shared(self, folder: str) -> set[str]:
        """Which repositories see the organization's secret and variable."""
        found = self.get(f"orgs/acme/actions/{folder}/repositories").json()["repositories"]
        return {repository["name"] for repository in found}

    def overwrite(self, folder: str, value: str) -> None:
        """Overwrite a secret, as a person does on GitHub's pages."""
        seen: dict[str, Any] = {"visibility": "selected", "selected_repository_ids": [1001]}
        more = seen if folder.startswith("orgs/") else {}
        self._github.overwrite(f"{folder}/SUBMIT_API_KEY", value, **more)

    def secret_deletes(self) -> list[str]:
        return [
            each["path"]
            for each in self._github.writes()
            if each["method"] == "DELETE" and "/secrets/" in each["path"]
        ]

    @contextmanager
    def never_absent(self) -> Iterator[None]:
        """Check every secret without pause; fail if one was absent for a moment."""
        gone: set[str] = set()
        over = threading.Event()

        def look() -> None:
            while not over.is_set():
                gone.update(
                    kind
                    for kind, folder in FOLDERS.items()
                    if not self.get(f"{folder}/SUBMIT_API_KEY").ok
                )
                if not self.get(SHARED_URL).ok:
                    gone.add("the organization's base URL")
                time.sleep(0.02)

        watcher = threading.Thread(target=look)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
        assert not gone, f"absent for a moment: {gone}"


def configure(person: Person, github: dict[str, Any]) -> None:
    path = person.session.folder.stack_settings
    document = yaml.safe_load(path.read_text())
    document["config"]["submit-key:github"] = github
    path.write_text(yaml.safe_dump(document))


def next_step(person: Person) -> str:
    return str(json.loads(person.session.pulumi("stack", "output", "--json"))["nextStep"])


def test_every_kind_of_secret_is_made_rotated_in_place_and_withdrawn(operator: Person) -> None:
    configure(operator, GITHUB)
    ci = Ci(operator)
    assert operator.up().succeeded
    assert ci.digests() == dict.fromkeys(FOLDERS, sha256(operator.key))
    assert operator.up().changes_nothing
    assert ci.get(SHARED_URL).json()["value"] == operator.session.addresses().base_url
    environment = ci.get("repos/acme/alpha/environments/live").json()
    assert environment["deployment_branch_policy"]["protected_branches"]

    with ci.never_absent():
        outcome = operator.rotate(2)

    assert outcome.succeeded, outcome.output
    assert ci.digests() == dict.fromkeys(FOLDERS, sha256(operator.key))
    before = [path for path in ci.secret_deletes() if "/beta/" not in path]
    assert not before, "a rotation deleted a secret"

    wider = {
        **GITHUB,
        "organization": {"visibility": "selected", "repositories": ["alpha", "beta"]},
    }
    configure(operator, wider)
    with ci.never_absent():
        assert operator.up().succeeded
    for what in ("secrets/SUBMIT_API_KEY", "variables/SUBMIT_BASE_URL"):
        assert ci.shared(what) == {"alpha", "beta"}
    assert operator.pulumi("refresh").succeeded
    assert operator.up().only_asks

    configure(operator, {**wider, "organization": {"visibility": "private"}})
    with ci.never_absent():
        assert operator.up().succeeded
    assert ci.get(SHARED_URL).json()["visibility"] == "private"

    configure(operator, {})
    assert operator.up().succeeded
    assert not ci.get(SHARED_URL).ok
    assert ci.digests() == dict.fromkeys(FOLDERS, None), "a key was left behind"


def test_a_foreign_write_is_named_and_mended_without_a_moment_of_absence(operator: Person) -> None:
    configure(operator, GITHUB)
    ci = Ci(operator)
    assert operator.up().succeeded
    for _ in range(2):
        for folder in FOLDERS.values():
            ci.overwrite(folder, "not-the-" + "key")
        with ci.never_absent():
            assert operator.pulumi("refresh").succeeded
            assert operator.up().succeeded
            said = next_step(operator)
            assert "once more to write the key over what somebody else wrote into" in said
            assert "Actions secret SUBMIT_API_KEY of repository alpha" in said
            assert operator.up().succeeded

        assert ci.digests() == dict.fromkeys(FOLDERS, sha256(operator.key))
        assert operator.pulumi("refresh").succeeded
        assert operator.up().succeeded
        assert next_step(operator) == NOTHING
        assert operator.up().changes_nothing
    assert not [path for path in ci.secret_deletes() if "/alpha/" in path or "orgs/" in path]
