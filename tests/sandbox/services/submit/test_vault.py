"""The Vault creates, revokes and remembers keys, and no file holds one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.services.submit.vault import Vault


@contextmanager
def opened(folder: Path) -> Iterator[Vault]:
    vault = Vault(folder / "vault.sqlite")
    yield vault
    vault.close()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with opened(tmp_path) as made:
        yield made


def test_a_key_has_a_prefix_and_forty_url_safe_characters(vault: Vault) -> None:
    _, key = vault.create()

    assert re.fullmatch(r"atx_[A-Za-z0-9_-]{40}", key)


def test_a_key_is_found_until_it_is_revoked_and_known_ever_after(vault: Vault) -> None:
    made, key = vault.create()

    assert vault.find(key) == made

    revoked = vault.revoke(made.id)

    assert revoked is not None
    assert revoked.revoked_at is not None
    assert vault.find(key) == revoked


def test_revoking_twice_keeps_the_first_time(vault: Vault) -> None:
    made, _ = vault.create()

    assert vault.revoke(made.id) == vault.revoke(made.id)


def test_an_unknown_id_revokes_nothing(vault: Vault) -> None:
    made, _ = vault.create()

    assert vault.revoke("key_unknown") is None
    assert vault.all_keys() == [made]


def test_the_vault_remembers_after_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path) as vault:
        made, key = vault.create()
        job = vault.make_job("TEST-1", made.id)

    with opened(tmp_path) as vault:
        assert vault.find(key) == made
        assert vault.all_jobs() == [job]


def test_no_file_of_the_vault_holds_a_key(tmp_path: Path) -> None:
    with opened(tmp_path) as vault:
        _, key = vault.create()

        for file in tmp_path.iterdir():
            assert key.encode() not in file.read_bytes()
