"""A secret counts as removed only if GitHub says that it is gone."""

from __future__ import annotations

import pytest

from components.github.api import NotRemoved, remove
from components.github.login import api_url
from sandbox.services.github.api import TOKEN
from tests.components.github.conftest import PATH, alpha
from tests.support.github_service import GitHubService

ALPHA, SECRET = "repos/acme/alpha", "actions/secrets/KEY"


def removed(github: GitHubService, *paths: str, owner: str = ALPHA) -> str | None:
    return remove(api_url(github.root), owner, paths or [SECRET], TOKEN)


def test_a_secret_is_removed_and_removing_it_again_is_fine(github: GitHubService) -> None:
    alpha(github).create_secret("KEY", "value")

    assert removed(github) is None

    assert not list(alpha(github).get_secrets())
    assert removed(github) is None


def test_a_token_without_the_permission_is_told_where_to_find_it(github: GitHubService) -> None:
    alpha(github).create_secret("KEY", "value")
    token = github.token({"secrets": "read"})

    with pytest.raises(NotRemoved, match=r"\(status 403\); give the token the permission"):
        remove(api_url(github.root), ALPHA, [SECRET], token)

    assert [secret.name for secret in alpha(github).get_secrets()] == ["KEY"]


@pytest.mark.parametrize("status", [401, 404, 500])
def test_any_other_answer_is_no_removal(github: GitHubService, status: int) -> None:
    github.fault(status=status).raise_for_status()
    with pytest.raises(NotRemoved, match=rf"{ALPHA} \(status {status}\); remove it by hand"):
        removed(github)

    github.fault(status=status, path="/actions/").raise_for_status()
    with pytest.raises(NotRemoved, match=rf"{SECRET} \(status {status}\); remove it by hand"):
        removed(github)


def test_a_rate_limit_is_waited_out(github: GitHubService) -> None:
    alpha(github).create_secret("KEY", "value")
    github.fault(status=429, retry_after=0, times=2).raise_for_status()

    assert removed(github) is None

    assert not list(alpha(github).get_secrets())


def test_what_is_in_a_repository_that_is_gone_is_gone(github: GitHubService) -> None:
    github.call("DELETE", ALPHA).raise_for_status()

    assert "is gone, or this token may not see it" in str(removed(github))
    assert "is gone, or this token" in str(removed(github, owner="repositories/1001"))


def test_nothing_is_removed_through_the_redirect_of_a_former_name(github: GitHubService) -> None:
    alpha(github).create_secret("KEY", "value")
    github.call("PATCH", ALPHA, {"name": "omega"}).raise_for_status()

    assert "has another name now, and nothing was removed" in str(removed(github))

    assert github.digest("repos/acme/omega/actions/secrets/KEY")
    assert removed(github, owner="repositories/1001") is None
    assert not github.digest("repos/acme/omega/actions/secrets/KEY")


def test_what_is_in_an_archived_repository_stays_and_is_named(github: GitHubService) -> None:
    alpha(github).create_secret("KEY", "value")
    github.call("PATCH", ALPHA, {"archived": True}).raise_for_status()

    said = str(removed(github))

    assert "acme/alpha is archived, so actions/secrets/KEY stay in it" in said
    assert github.digest(PATH)


def test_an_environment_takes_its_secrets_along_in_one_call(github: GitHubService) -> None:
    github.call("PUT", f"{ALPHA}/environments/live").raise_for_status()
    token = github.token({"administration": "write"})

    paths = ["environments/live", "environments/live/secrets/KEY", "environments/live/variables/U"]
    assert remove(api_url(github.root), ALPHA, paths, token) is None

    assert github.call("GET", f"{ALPHA}/environments/live").status_code == 404


def test_an_environment_that_is_gone_took_its_secrets_along(github: GitHubService) -> None:
    paths = ["environments/a%2Fb/secrets/KEY", "environments/a%2Fb/variables/URL"]

    assert removed(github, *paths, "environments/a%2Fb") is None


def test_a_missing_file_of_certificates_is_named_and_no_fault_of_github(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")

    with pytest.raises(NotRemoved, match="correct REQUESTS_CA_BUNDLE"):
        remove("https://127.0.0.1:1/", ALPHA, [SECRET], TOKEN)
