"""A program with two keys in one stack: neither affects the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.folder import CHECKOUT, SandboxFolder
from sandbox.session import Session
from tests.engine.person import Person
from tests.support.github_service import sha256

pytestmark = [pytest.mark.engine, pytest.mark.story]


class Owner:
    """The owner of both keys."""

    def __init__(self, session: Session) -> None:
        self.person = Person(session)
        self.session = session
        self.keys: dict[str, dict[str, str]] = {}
        base_url = session.addresses().base_url
        session.pulumi("config", "set", "baseUrl", base_url)
        session.pulumi("config", "set", "--path", "allowedHosts[0]", "127.0.0.1")
        for name in ("staging", "production"):
            self.set_new_key(name)

    def set_new_key(self, name: str, version: int = 1) -> None:
        self.keys[name] = self.session.control().create_key()
        self.set_key(name, self.keys[name]["key"])
        self.session.pulumi("config", "set", f"{name}Version", str(version))

    def set_key(self, name: str, key: str) -> None:
        self.session.pulumi("config", "set", "--secret", f"{name}Key", stdin=key)

    def holds(self, name: str, repository: str) -> bool:
        """Whether the store and the repository hold the key that is set."""
        key = self.keys[name]["key"]
        stored = self.person.stored_in(f"submit-{name}/local")
        return stored == key and self.person.ci_digest(repository) == sha256(key)

    def asked_about(self, name: str) -> int:
        """How many requests the Submit API got with the key that is set."""
        return sum(each["keyId"] == self.keys[name]["id"] for each in self.person.asked())

    def all_of(self, name: str) -> dict[str, Any]:
        """All of one key in state, store and GitHub, with the times of the last writes."""
        text = self.session.pulumi("stack", "export")
        # The engine encrypts a secret again each time it writes the state.
        exported = json.loads(re.sub(r'"ciphertext": "[^"]+"', '"ciphertext": ""', text))
        found = {each["urn"]: each for each in exported["deployment"]["resources"]}
        written = [path for path in self.person.secret_writes() if "/beta/" in path]
        secret = self.person.store.describe_secret(SecretId=f"submit-{name}/local")
        return {
            **{
                urn: (each.get("id"), each.get("outputs"), each.get("modified"))
                for urn, each in found.items()
                if f"::submit-{name}-" in urn
            },
            "secret": (secret["VersionIdsToStages"], secret.get("LastChangedDate")),
            "repository": written,
        }


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[Owner]:
    """The owner in a fresh sandbox that runs the example's program."""
    for name in ("Pulumi.yaml", "__main__.py"):
        (tmp_path / name).symlink_to(CHECKOUT / "examples" / "two-keys" / name)
    session = Session(SandboxFolder(project=tmp_path))
    session.up()
    yield Owner(session)
    session.down()


def test_two_keys_live_and_die_beside_each_other(owner: Owner) -> None:
    refuse(owner, "production", owner.keys["staging"]["key"], "staging")
    first = owner.person.up()
    assert first.succeeded, first.output
    assert len(owner.person.test_requests()) == 2
    assert owner.holds("staging", "alpha")
    assert owner.holds("production", "beta")

    before, asked = owner.all_of("production"), owner.asked_about("production")
    draining = owner.keys["staging"]["key"]
    owner.set_new_key("staging", 2)
    rotation = owner.person.up()

    assert rotation.succeeded, rotation.output
    assert owner.holds("staging", "alpha")
    assert owner.all_of("production") == before, "the rotation of one key wrote for the other"
    assert owner.asked_about("production") == asked

    refuse(owner, "production", draining, "staging")
    refuse(owner, "staging", owner.keys["production"]["key"], "production")

    refused = owner.person.pulumi("destroy", "--skip-preview")
    assert "destroy stopped" in " ".join(refused.errors)
    vault = owner.session.control()
    for listed in vault.keys():  # noqa: SIM118 - the Vault is no dict
        vault.revoke_key(listed["id"])
    owner.session.pulumi("state", "unprotect", "--all", "--yes")
    gone = owner.person.pulumi("destroy", "--skip-preview")
    assert gone.succeeded, gone.output


def refuse(owner: Owner, name: str, key: str, sibling: str) -> None:
    """See a preview refuse that the key of one serves the other, too, and set the old one again."""
    asked = len(owner.person.asked())
    owner.set_key(name, key)
    preview = owner.person.pulumi("preview")

    assert not preview.succeeded
    assert any(f"is a key of stack {sibling}" in error for error in preview.errors), preview.output
    assert len(owner.person.asked()) == asked
    owner.set_key(name, owner.keys[name]["key"])
