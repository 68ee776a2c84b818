"""The Vault creates, revokes and remembers keys, and no file holds one."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from sandbox.services.database import Database
from sandbox.services.submit.vault import TABLES, Vault


@contextmanager
def opened(folder: Path) -> Iterator[Vault]:
    with closing(Database(folder / "vault.sqlite", TABLES)) as database:
        yield Vault(database)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with opened(tmp_path) as made:
        yield made


def test_a_key_has_a_prefix_and_forty_url_safe_characters(vault: Vault) -> None:
    assert re.fullmatch(r"atx_[A-Za-z0-9_-]{40}", vault.create()["key"])


def test_a_key_is_found_until_it_is_revoked_and_known_ever_after(vault: Vault) -> None:
    made = vault.create()
    found = vault.find(made["key"])

    assert found is not None
    assert (found["id"], found["revokedAt"]) == (made["id"], None)

    revoked = vault.revoke(made["id"])

    assert revoked is not None
    assert revoked["revokedAt"] is not None
    assert vault.find(made["key"]) == revoked


def test_revoking_twice_keeps_the_first_time(vault: Vault) -> None:
    made = vault.create()
    first = vault.revoke(made["id"])
    time.sleep(0.002)  # the clock has milliseconds

    assert vault.revoke(made["id"]) == first


def test_an_unknown_id_revokes_nothing(vault: Vault) -> None:
    made = vault.create()

    assert vault.revoke("key_unknown") is None
    assert vault.keys() == [vault.find(made["key"])]
    assert vault.keys()[0]["revokedAt"] is None


def test_the_vault_remembers_after_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path) as vault:
        made = vault.create()
        known = vault.find(made["key"])
        job = vault.make_job("TEST-1", made["id"])

    with opened(tmp_path) as vault:
        assert vault.find(made["key"]) == known
        assert vault.jobs() == [job]
        assert (job["externalId"], job["keyId"]) == ("TEST-1", made["id"])


def test_no_file_of_the_vault_holds_a_key(tmp_path: Path) -> None:
    with opened(tmp_path) as vault:
        key = vault.create()["key"]

        for file in tmp_path.iterdir():
            assert key.encode() not in file.read_bytes()
