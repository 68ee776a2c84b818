"""An unchanged PyGithub gets the answers that GitHub gives."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
import requests
from github import GithubException

from sandbox.services.github.api import TOKEN
from tests.sandbox.services.github.conftest import SECRETS, VALUE
from tests.support.github_service import GitHub, sha256


def test_pygithub_creates_and_reads_a_repository_secret(api: GitHub) -> None:
    repository = api.github.get_repo("acme/alpha")
    repository.create_secret("submit_api_key", VALUE)

    (listed,) = repository.get_secrets()
    read = repository.get_secret("SUBMIT_API_KEY")
    assert listed.name == "SUBMIT_API_KEY"
    assert read.created_at == read.updated_at == listed.updated_at
    assert api.digest(f"{SECRETS}/SUBMIT_API_KEY") == sha256(VALUE)


def test_a_write_moves_updated_at_on_and_leaves_created_at(api: GitHub) -> None:
    repository = api.github.get_repo("acme/alpha")
    repository.create_secret("A", "one")
    first = repository.get_secret("A")
    for _ in range(2):
        repository.create_secret("A", "two")

    last = repository.get_secret("A")
    assert last.created_at == first.created_at
    assert last.updated_at >= first.updated_at + timedelta(seconds=2)
    assert api.digest(f"{SECRETS}/A") == sha256("two")


def test_pygithub_reads_environments_with_their_secrets_and_variables(api: GitHub) -> None:
    repository = api.github.get_repo("acme/beta")
    environment = repository.create_environment("prod/eu", wait_timer=5)
    environment.create_secret("KEY", VALUE)
    environment.create_variable("URL", "https://one")

    (found,) = repository.get_environments()
    assert found.name == repository.get_environment("prod/eu").name == "prod/eu"
    assert found.protection_rules[0].wait_timer == 5
    assert [secret.name for secret in found.get_secrets()] == ["KEY"]
    assert found.get_variable("url").value == "https://one"
    assert api.digest("repositories/1002/environments/prod%2Feu/secrets/KEY") == sha256(VALUE)


def test_deleting_an_environment_deletes_what_is_stored_in_it(api: GitHub) -> None:
    repository = api.github.get_repo("acme/beta")
    environment = repository.create_environment("prod")
    environment.create_secret("KEY", VALUE)
    environment.create_variable("URL", "https://one")
    repository.delete_environment("prod")
    repository.create_environment("prod")

    assert list(repository.get_environment("prod").get_secrets()) == []
    assert list(repository.get_environment("prod").get_variables()) == []


def test_an_environment_is_reached_by_the_repository_id_too(api: GitHub) -> None:
    api.call("PUT", "/repositories/1002/environments/prod", {"wait_timer": 0})
    url = "/repositories/1002/environments/prod/secrets"

    assert api.call("PUT", f"{url}/KEY", api.seal(url, VALUE)).status_code == 201
    other = api.call("GET", "/repos/acme/beta/environments/prod/secrets/KEY")
    assert other.json()["name"] == "KEY"
    assert api.call("GET", "/repositories/1002").json()["full_name"] == "acme/beta"
    assert api.call("GET", "/repositories/7").status_code == 404


def test_an_environment_that_is_not_there_has_no_secrets(api: GitHub) -> None:
    url = "/repos/acme/alpha/environments/none/secrets"

    assert api.call("GET", f"{url}/public-key").status_code == 404
    assert api.call("PUT", "/repos/acme/alpha/environments/none").status_code == 200
    assert api.call("GET", f"{url}/public-key").status_code == 200


def test_pygithub_reads_variables(api: GitHub) -> None:
    repository = api.github.get_repo("acme/alpha")
    variable = repository.create_variable("url", "https://one")
    variable.edit("https://two")

    assert [(each.name, each.value) for each in repository.get_variables()] == [
        ("URL", "https://two")
    ]
    with pytest.raises(GithubException, match="409"):
        repository.create_variable("URL", "https://three")
    renamed = api.call("PATCH", "/repos/acme/alpha/actions/variables/URL", {"name": "OTHER"})
    assert renamed.status_code == 422
    assert repository.delete_variable("URL")
    assert api.call("GET", "/repos/acme/alpha/actions/variables/URL").status_code == 404


@pytest.mark.parametrize("product", ["actions", "dependabot", "codespaces"])
def test_secrets_of_each_product_are_apart(api: GitHub, product: str) -> None:
    url = f"/repos/acme/alpha/{product}/secrets"

    assert api.call("PUT", f"{url}/KEY", api.seal(url, VALUE)).status_code == 201
    assert api.call("PUT", f"{url}/key", api.seal(url, VALUE)).status_code == 204
    counts = {
        each: api.call("GET", f"/repos/acme/alpha/{each}/secrets").json()["total_count"]
        for each in ("actions", "dependabot", "codespaces")
    }
    assert counts == {each: int(each == product) for each in counts}
    assert api.call("DELETE", f"{url}/KEY").status_code == 204
    assert api.call("DELETE", f"{url}/KEY").status_code == 404


@pytest.mark.parametrize("name", ["GITHUB_KEY", "github_key", "1KEY", "MY-KEY", "MY KEY"])
def test_a_name_github_does_not_take_is_refused(api: GitHub, name: str) -> None:
    refusal = api.call("PUT", f"{SECRETS}/{name}", api.seal(SECRETS, VALUE))

    assert refusal.status_code == 422
    assert (
        refusal.json()["message"].startswith("Secret names must")
        or "only contain" in (refusal.json()["message"])
    )


@pytest.mark.parametrize(
    "change",
    [
        {"key_id": "1"},
        {"key_id": 1},
        {"encrypted_value": b64encode(VALUE.encode()).decode()},
        {"encrypted_value": b64encode(b"x" * 80).decode()},
        {"encrypted_value": VALUE},
        {"encrypted_value": ""},
    ],
)
def test_a_box_that_does_not_open_is_refused_and_not_repeated(
    api: GitHub, change: dict[str, Any]
) -> None:
    refusal = api.call("PUT", f"{SECRETS}/KEY", {**api.seal(SECRETS, VALUE), **change})

    assert (refusal.status_code, refusal.json()["status"]) == (422, "422")
    assert VALUE not in refusal.text
    assert api.call("GET", f"{SECRETS}/KEY").status_code == 404


def test_a_missing_field_is_named(api: GitHub) -> None:
    refusal = api.call("PUT", f"{SECRETS}/KEY", {"encrypted_value": "AAAA"})

    assert refusal.json()["message"] == 'Invalid request.\n\n"key_id" wasn\'t supplied.'


def test_a_box_sealed_for_another_repository_is_refused(api: GitHub) -> None:
    foreign = api.seal("/repos/acme/beta/actions/secrets", VALUE)

    assert api.call("PUT", f"{SECRETS}/KEY", foreign).status_code == 422


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (None, "Requires authentication"),
        ("Bearer no", "Bad credentials"),
        (TOKEN, "Bad credentials"),
    ],
)
def test_a_wrong_token_is_refused(api: GitHub, header: str | None, message: str) -> None:
    headers = {"Authorization": header} if header else {}
    answer = requests.get(f"{api.root}/api/v3/user", headers=headers, timeout=5)

    assert (answer.status_code, answer.json()["message"]) == (401, message)


def test_what_is_not_there_is_not_found_as_github_says_it(api: GitHub) -> None:
    for path in ("/repos/acme/omega", "/orgs/other", "/nothing", f"{SECRETS}/NO"):
        answer = api.call("GET", path)
        assert answer.status_code == 404
        assert (answer.json()["message"], answer.json()["status"]) == ("Not Found", "404")
        assert "documentation_url" in answer.json()
