"""A repository that is renamed, transferred, archived, deleted or made anew."""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.services.github.conftest import SECRETS, VALUE
from tests.support.github_service import GitHub, sha256

ALPHA = "repos/acme/alpha"


def unfollowed(api: GitHub, method: str, path: str) -> requests.Response:
    url, token = f"{api.root}/api/v3/{path}", api._token
    headers = {"Authorization": f"Bearer {token}"}
    return requests.request(method, url, headers=headers, timeout=5, allow_redirects=False)


@pytest.fixture
def renamed(api: GitHub) -> GitHub:
    api.overwrite(f"{SECRETS}/KEY", VALUE)
    assert api.call("PATCH", ALPHA, {"name": "omega"}).json()["full_name"] == "acme/omega"
    return api


def test_a_former_name_redirects_to_the_id_and_writes_keep_their_method(renamed: GitHub) -> None:
    read = unfollowed(renamed, "GET", f"{ALPHA}?per_page=1")
    assert read.status_code == 301
    assert read.headers["Location"] == f"{renamed.root}/api/v3/repositories/1001?per_page=1"

    write = unfollowed(renamed, "DELETE", f"{ALPHA}/actions/secrets/KEY")
    assert write.status_code == 307
    assert renamed.digest("repos/acme/omega/actions/secrets/KEY") == sha256(VALUE)
    assert requests.delete(
        write.headers["Location"],
        headers={"Authorization": f"Bearer {renamed._token}"},
        timeout=5,
    ).ok
    assert renamed.digest("repos/acme/omega/actions/secrets/KEY") is None


def test_a_former_name_that_is_given_again_is_the_new_repository(renamed: GitHub) -> None:
    made = renamed.call("POST", "orgs/acme/repos", {"name": "alpha"}).json()

    assert renamed.call("GET", ALPHA).json()["id"] == made["id"] != 1001
    assert renamed.digest(f"{SECRETS}/KEY") is None


def test_a_transferred_repository_is_found_by_its_former_owner_s_name(api: GitHub) -> None:
    answer = api.call("POST", f"{ALPHA}/transfer", {"new_owner": "other"})

    assert answer.status_code == 202
    assert api.call("GET", ALPHA).json()["full_name"] == "other/alpha"


def test_an_archived_repository_can_be_read_and_not_written(api: GitHub) -> None:
    api.overwrite(f"{SECRETS}/KEY", VALUE)
    assert api.call("PATCH", ALPHA, {"archived": True}).json()["archived"] is True

    assert api.call("GET", f"{SECRETS}/KEY").ok
    for method in ("PUT", "DELETE"):
        answer = api.call(method, f"{SECRETS}/KEY")
        assert (answer.status_code, answer.json()["message"]) == (
            403,
            "Repository was archived so is read-only.",
        )
    api.call("PATCH", ALPHA, {"archived": False})
    assert api.call("DELETE", f"{SECRETS}/KEY").status_code == 204


def test_a_deleted_repository_is_gone_and_no_id_is_given_twice(api: GitHub) -> None:
    made = [api.call("POST", "orgs/acme/repos", {"name": "last"}).json()["id"]]
    assert api.call("DELETE", "repos/acme/last").status_code == 204
    assert api.call("GET", "repos/acme/last").status_code == 404
    assert api.call("GET", f"repositories/{made[0]}").status_code == 404

    made.append(api.call("POST", "orgs/acme/repos", {"name": "last"}).json()["id"])

    assert made[1] > made[0]
