"""GitHub's stand-in enforces the permissions of a fine-grained token, and names them."""

from __future__ import annotations

import pytest

from tests.sandbox.services.github.conftest import VALUE
from tests.support.github_service import GitHub

ALPHA = "/repos/acme/alpha"
NEEDED = {
    f"GET {ALPHA}": "metadata=read",
    f"GET {ALPHA}/license": "contents=read",
    f"GET {ALPHA}/pages": "pages=read",
    f"GET {ALPHA}/actions/secrets/public-key": "secrets=read",
    f"DELETE {ALPHA}/actions/secrets/KEY": "secrets=write",
    f"GET {ALPHA}/actions/organization-secrets": "secrets=read",
    f"GET {ALPHA}/actions/organization-variables": "actions_variables=read",
    f"GET {ALPHA}/actions/variables": "actions_variables=read",
    f"POST {ALPHA}/actions/variables": "actions_variables=write",
    f"PUT {ALPHA}/environments/live": "administration=write",
    f"GET {ALPHA}/environments/live": "actions=read",
    f"GET {ALPHA}/environments/live/secrets": "environments=read",
    "PUT /repositories/1001/environments/live/secrets/KEY": "environments=write",
    f"POST {ALPHA}/environments/live/variables": "environments=write",
    f"GET {ALPHA}/dependabot/secrets": "dependabot_secrets=read",
    f"GET {ALPHA}/codespaces/secrets": "codespaces_secrets=write",
    "GET /orgs/acme/actions/secrets/KEY/repositories": "organization_secrets=read",
    "PUT /orgs/acme/actions/secrets/KEY": "organization_secrets=write",
    "PATCH /orgs/acme/actions/variables/URL": "organization_actions_variables=write",
    f"GET {ALPHA}/issues": "issues=read",
    f"POST {ALPHA}/issues/1/comments": "issues=write; pull_requests=write",
    f"POST {ALPHA}/pulls": "pull_requests=write",
    "GET /orgs/acme": "",
    "GET /user": "",
}


@pytest.mark.parametrize("call", NEEDED)
def test_a_token_needs_the_permission_that_github_names(api: GitHub, call: str) -> None:
    method, path = call.split()
    whole = api.call(method, path, {})
    assert whole.headers.get("X-Accepted-GitHub-Permissions", "") == NEEDED[call]

    wanted = [each.split("=") for each in NEEDED[call].split("; ") if each]
    for name, access in wanted:
        weaker = {name: "read"} if access == "write" else {}
        refusal = GitHub(api.root, api.token(weaker)).call(method, path, {})
        is_given = name == "metadata"
        assert (refusal.status_code == 403) != is_given
        if not is_given:
            message = "Resource not accessible by personal access token"
            assert refusal.json()["message"] == message
        good = GitHub(api.root, api.token({name: access})).call(method, path, {})
        assert good.status_code not in (401, 403)


def test_a_token_that_was_not_made_is_no_token(api: GitHub) -> None:
    assert GitHub(api.root, "github_pat_").call("GET", ALPHA).status_code == 401


def test_the_journal_says_which_permission_each_call_needed(api: GitHub) -> None:
    path = f"{ALPHA}/actions/secrets"
    api.call("PUT", f"{path}/KEY", api.seal(path, VALUE))

    assert [(call["endpoint"], call["needs"]) for call in api.journal()] == [
        ("/repos/{owner}/{repo}/actions/secrets/public-key", "secrets=read"),
        ("/repos/{owner}/{repo}/actions/secrets/{name}", "secrets=write"),
    ]
