"""A secret counts as removed only if GitHub says that it is gone."""

from __future__ import annotations

import pytest

from components.github.api import NotRemoved, api_url, remove_secret
from sandbox.services.github.api import TOKEN
from tests.components.github.conftest import PATH, alpha
from tests.support.github_service import GitHubService


def test_a_secret_is_removed_and_removing_it_again_is_fine(github: GitHubService) -> None:
    alpha(github).create_secret("KEY", "value")

    remove_secret(f"{api_url(github.root)}{PATH}", TOKEN)

    assert not list(alpha(github).get_secrets())
    remove_secret(f"{api_url(github.root)}{PATH}", TOKEN)


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_any_other_answer_is_no_removal(github: GitHubService, status: int) -> None:
    github.fault(status=status).raise_for_status()

    with pytest.raises(NotRemoved, match=rf"{PATH} \(status {status}\); remove it by hand"):
        remove_secret(f"{api_url(github.root)}{PATH}", TOKEN)


def test_a_rate_limit_is_waited_out(github: GitHubService) -> None:
    alpha(github).create_secret("KEY", "value")
    github.fault(status=429, retry_after=0, times=2).raise_for_status()

    remove_secret(f"{api_url(github.root)}{PATH}", TOKEN)

    assert not list(alpha(github).get_secrets())


def test_the_token_is_sent_over_tls_only() -> None:
    assert api_url(None) == "https://api.github.com/"
    assert api_url("https://github.example.com/") == "https://github.example.com/api/v3/"
    with pytest.raises(NotRemoved, match="not https"):
        api_url("http://github.example.com")
