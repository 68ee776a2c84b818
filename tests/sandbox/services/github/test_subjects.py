"""GitHub's stand-in says how a repository's jobs are named in their tokens."""

from __future__ import annotations

from tests.support.github_service import GitHub

URL = "/repos/acme/{}/actions/oidc/customization/sub"


def test_an_old_repository_has_names_alone_until_somebody_wants_the_ids(api: GitHub) -> None:
    asked = URL.format("alpha")
    said = {
        "use_default": True,
        "use_immutable_subject": False,
        "sub_claim_prefix": "repo:acme/alpha",
    }
    assert api.call("GET", asked).json() == said

    changed = {"use_default": True, "use_immutable_subject": True}
    assert api.call("PUT", asked, changed).status_code == 201

    assert api.call("GET", asked).json() == {
        **said,
        "use_immutable_subject": True,
        "sub_claim_prefix": "repo:acme@9000/alpha@1001",
    }


def test_a_repository_that_is_made_or_renamed_today_has_the_ids(api: GitHub) -> None:
    number = api.call("POST", "/orgs/acme/repos", {"name": "new"}).json()["id"]
    assert api.call("PATCH", "/repos/acme/beta", {"name": "renamed"}).ok

    for name, id_ in (("new", number), ("renamed", 1002)):
        prefix = api.call("GET", URL.format(name)).json()["sub_claim_prefix"]
        assert prefix == f"repo:acme@9000/{name}@{id_}"
