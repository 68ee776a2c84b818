"""GitHub's stand-in: repositories, secrets and variables of an organization."""

from __future__ import annotations

from sandbox.services.github.repositories import REPOSITORIES
from tests.sandbox.services.github.conftest import VALUE
from tests.support.github_service import GitHub, sha256


def test_pygithub_knows_the_user_the_organization_and_its_repositories(api: GitHub) -> None:
    names = {repository.name for repository in api.github.get_organization("acme").get_repos()}

    assert names == set(REPOSITORIES)
    assert api.github.get_user().login == "sandbox-user"
    assert api.call("GET", "/orgs/acme").json()["type"] == "Organization"
    assert api.github.get_repo(1001).full_name == "acme/alpha"


def test_long_lists_come_in_pages(api: GitHub) -> None:
    for number in range(5):
        body = {"name": f"V{number}", "value": "x"}
        api.call("POST", "/repos/acme/alpha/actions/variables", body)

    first = api.call("GET", "/repos/acme/alpha/actions/variables?per_page=2")
    assert (first.json()["total_count"], len(first.json()["variables"])) == (5, 2)
    assert set(first.links) == {"next", "last"}
    github = api.github
    github.per_page = 2
    assert len(list(github.get_repo("acme/alpha").get_variables())) == 5


def test_organization_secrets_are_seen_by_the_chosen_repositories(api: GitHub) -> None:
    organization = api.github.get_organization("acme")
    alpha, beta = (api.github.get_repo(f"acme/{name}") for name in ("alpha", "beta"))
    organization.create_secret("KEY", VALUE, "selected", [alpha])
    organization.create_secret("WIDE", VALUE, "all")

    secret = organization.get_secret("KEY")
    assert secret.visibility == "selected"
    assert secret.add_repo(beta)
    assert {each.name for each in secret.selected_repositories} == {"alpha", "beta"}
    assert secret.remove_repo(alpha)
    assert [each.name for each in secret.selected_repositories] == ["beta"]
    assert [each.name for each in organization.get_secrets()] == ["KEY", "WIDE"]
    url = "/orgs/acme/actions/secrets"
    assert api.call("PUT", f"{url}/KEY/repositories/7").status_code == 404
    for method in ("PUT", "DELETE"):
        assert api.call(method, f"{url}/WIDE/repositories/1001").status_code == 409
    assert api.digest(f"{url}/KEY") == sha256(VALUE)


def test_a_repository_lists_what_it_sees_of_the_organization(api: GitHub) -> None:
    organization = api.github.get_organization("acme")
    alpha = api.github.get_repo("acme/alpha")
    for number in range(101):
        organization.create_secret(f"KEY_{number:03}", VALUE, "private")
    organization.create_secret("CHOSEN", VALUE, "selected", [alpha])
    organization.create_variable("BASE", "one", "selected", [alpha])
    seen = {}
    for name in ("alpha", "beta"):
        url = f"/repos/acme/{name}/actions/organization"
        secrets = api.call("GET", f"{url}-secrets?per_page=100").json()
        variables = api.call("GET", f"{url}-variables").json()
        first = secrets["secrets"][0]["name"]
        seen[name] = (secrets["total_count"], len(secrets["secrets"]), first)
        assert [each["name"] for each in variables["variables"]] == ["BASE"][: name == "alpha"]

    assert seen == {"alpha": (102, 100, "CHOSEN"), "beta": (101, 100, "KEY_000")}


def test_an_organization_secret_needs_a_visibility(api: GitHub) -> None:
    url = "/orgs/acme/actions/secrets"
    body = api.seal(url, VALUE)

    assert api.call("PUT", f"{url}/KEY", body).status_code == 422
    assert api.call("PUT", f"{url}/KEY", {**body, "visibility": "some"}).status_code == 422
    wrong = {**body, "visibility": "selected", "selected_repository_ids": [7]}
    assert api.call("PUT", f"{url}/KEY", wrong).status_code == 422


def test_organization_variables_are_seen_by_the_chosen_repositories(api: GitHub) -> None:
    organization = api.github.get_organization("acme")
    alpha, beta = (api.github.get_repo(f"acme/{name}") for name in ("alpha", "beta"))
    organization.create_variable("BASE", "one", "selected", [alpha])
    organization.create_secret("BASE", VALUE, "selected", [beta])
    url = "/orgs/acme/actions/variables"

    variable = organization.get_variable("BASE")
    assert (variable.value, variable.visibility) == ("one", "selected")
    assert [each.name for each in variable.selected_repositories] == ["alpha"]
    both = {"value": "two", "selected_repository_ids": [1001, 1002]}
    assert api.call("PATCH", f"{url}/BASE", both).status_code == 204
    variable = organization.get_variable("BASE")
    assert {each.name for each in variable.selected_repositories} == {"alpha", "beta"}
    assert variable.value == "two"
    assert api.call("PATCH", f"{url}/BASE", {"visibility": "all"}).status_code == 204
    assert api.call("GET", f"{url}/BASE/repositories").status_code == 409
    assert [each.name for each in organization.get_variables()] == ["BASE"]
    assert api.call("DELETE", f"{url}/BASE").status_code == 204
    secret = organization.get_secret("BASE")
    assert [each.name for each in secret.selected_repositories] == ["beta"], "of another kind"


def test_an_organization_variable_needs_a_visibility_and_a_name_of_its_own(api: GitHub) -> None:
    url, body = "/orgs/acme/actions/variables", {"name": "BASE", "value": "x"}

    assert api.call("POST", url, body).status_code == 422
    assert api.call("POST", url, {**body, "visibility": "some"}).status_code == 422
    wrong = {**body, "visibility": "selected", "selected_repository_ids": [7]}
    assert api.call("POST", url, wrong).status_code == 422
    assert api.call("POST", url, {**body, "visibility": "all"}).status_code == 201
    assert api.call("POST", url, {**body, "visibility": "all"}).status_code == 409
