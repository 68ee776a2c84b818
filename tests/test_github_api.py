"""The removal of a secret: only GitHub's own word that it is gone counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from components.github_api import NotRemoved, api_url, remove_secret
from sandbox.services.github_api import TOKEN
from tests.github_service import PATH, GitHub


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    github = GitHub(tmp_path)
    yield github
    github.stop()


def test_a_secret_is_removed_and_removing_it_again_is_fine(github: GitHub) -> None:
    github.repository().create_secret("KEY", "value")

    remove_secret(github.url, TOKEN)

    assert not list(github.repository().get_secrets())
    remove_secret(github.url, TOKEN)


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_any_other_answer_is_no_removal(github: GitHub, status: int) -> None:
    github.fault(status=status)

    with pytest.raises(NotRemoved, match=rf"{PATH} \(status {status}\); remove it by hand"):
        remove_secret(github.url, TOKEN)


def test_a_rate_limit_is_waited_out(github: GitHub) -> None:
    github.repository().create_secret("KEY", "value")
    github.fault(status=429, retry_after=0, times=2)

    remove_secret(github.url, TOKEN)

    assert not list(github.repository().get_secrets())


def test_the_token_is_sent_over_tls_only() -> None:
    assert api_url(None) == "https://api.github.com/"
    assert api_url("https://github.example.com/") == "https://github.example.com/api/v3/"
    with pytest.raises(NotRemoved, match="not https"):
        api_url("http://github.example.com")
