"""PyGithub, unchanged, sees what GitHub would show it."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from github import GithubException
from nacl.public import PublicKey, SealedBox

from sandbox.services.github_api import TOKEN, github_app
from sandbox.services.github_database import Database
from sandbox.services.github_repositories import REPOSITORIES
from sandbox.services.journal import Journal
from sandbox.services.serving import HOST, Server
from tests.pygithub import pygithub

VALUE = "canary-" + "Zx81Qm"
SECRETS = "/repos/acme/alpha/actions/secrets"


class Exchangeable:
    """Serves whatever application is put into it."""

    app: Any = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


APP = Exchangeable()


class Api:
    """The stand-in on a real port, with plain HTTP and with PyGithub."""

    def __init__(self, port: int) -> None:
        self.root = f"http://{HOST}:{port}"
        self.github = pygithub(self.root, TOKEN)

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        url = f"{self.root}/api/v3{path}"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return requests.request(method, url, json=body, headers=headers, timeout=5)

    def seal(self, url: str, value: str = VALUE) -> dict[str, str]:
        public = self.call("GET", f"{url}/public-key").json()
        box = SealedBox(PublicKey(b64decode(public["key"]))).encrypt(value.encode())
        return {"encrypted_value": b64encode(box).decode(), "key_id": public["key_id"]}

    def digest(self, path: str) -> str:
        url = f"{self.root}/control/secret"
        return str(requests.get(url, params={"path": path}, timeout=5).json().get("sha256"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def started(folder: Path) -> tuple[Server, Database]:
    database = Database(folder / "github.sqlite")
    return Server(github_app(database, Journal(folder / "requests.jsonl"))), database


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One port for all tests: stopping a server takes longer than a test does."""
    made = Server(APP)
    yield made
    made.stop()


@pytest.fixture
def api(tmp_path: Path, server: Server) -> Iterator[Api]:
    database = Database(tmp_path / "github.sqlite")
    APP.app = github_app(database, Journal(tmp_path / "requests.jsonl"))
    made = Api(server.port)
    yield made
    made.github.close()
    database.close()


def test_pygithub_creates_and_reads_a_repository_secret(api: Api) -> None:
    repository = api.github.get_repo("acme/alpha")
    repository.create_secret("submit_api_key", VALUE)

    (listed,) = repository.get_secrets()
    read = repository.get_secret("SUBMIT_API_KEY")
    assert listed.name == "SUBMIT_API_KEY"
    assert read.created_at == read.updated_at == listed.updated_at
    assert api.digest(f"{SECRETS}/SUBMIT_API_KEY") == sha256(VALUE)


def test_a_write_moves_updated_at_on_and_leaves_created_at(api: Api) -> None:
    repository = api.github.get_repo("acme/alpha")
    repository.create_secret("A", "one")
    first = repository.get_secret("A")
    for _ in range(2):
        repository.create_secret("A", "two")

    last = repository.get_secret("A")
    assert last.created_at == first.created_at
    assert last.updated_at >= first.updated_at + timedelta(seconds=2)
    assert api.digest(f"{SECRETS}/A") == sha256("two")


def test_pygithub_reads_environments_with_their_secrets_and_variables(api: Api) -> None:
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


def test_deleting_an_environment_deletes_its_secrets(api: Api) -> None:
    repository = api.github.get_repo("acme/beta")
    repository.create_environment("prod").create_secret("KEY", VALUE)
    repository.delete_environment("prod")
    repository.create_environment("prod")

    assert list(repository.get_environment("prod").get_secrets()) == []


def test_an_environment_is_reached_by_the_repository_id_too(api: Api) -> None:
    api.call("PUT", "/repositories/1002/environments/prod", {"wait_timer": 0})
    url = "/repositories/1002/environments/prod/secrets"

    assert api.call("PUT", f"{url}/KEY", api.seal(url)).status_code == 201
    other = api.call("GET", "/repos/acme/beta/environments/prod/secrets/KEY")
    assert other.json()["name"] == "KEY"
    assert api.call("GET", "/repositories/1002").json()["full_name"] == "acme/beta"
    assert api.call("GET", "/repositories/7").status_code == 404


def test_an_environment_that_is_not_there_has_no_secrets(api: Api) -> None:
    url = "/repos/acme/alpha/environments/none/secrets"

    assert api.call("GET", f"{url}/public-key").status_code == 404
    assert api.call("PUT", "/repos/acme/alpha/environments/none").status_code == 200
    assert api.call("GET", f"{url}/public-key").status_code == 200


def test_pygithub_reads_variables(api: Api) -> None:
    repository = api.github.get_repo("acme/alpha")
    variable = repository.create_variable("url", "https://one")
    variable.edit("https://two")

    assert [(each.name, each.value) for each in repository.get_variables()] == [
        ("URL", "https://two")
    ]
    with pytest.raises(GithubException, match="409"):
        repository.create_variable("URL", "https://three")
    assert repository.delete_variable("URL")
    assert api.call("GET", "/repos/acme/alpha/actions/variables/URL").status_code == 404


@pytest.mark.parametrize("product", ["actions", "dependabot", "codespaces"])
def test_secrets_of_each_product_are_apart(api: Api, product: str) -> None:
    url = f"/repos/acme/alpha/{product}/secrets"

    assert api.call("PUT", f"{url}/KEY", api.seal(url)).status_code == 201
    assert api.call("PUT", f"{url}/key", api.seal(url)).status_code == 204
    counts = {
        each: api.call("GET", f"/repos/acme/alpha/{each}/secrets").json()["total_count"]
        for each in ("actions", "dependabot", "codespaces")
    }
    assert counts == {each: int(each == product) for each in counts}
    assert api.call("DELETE", f"{url}/KEY").status_code == 204
    assert api.call("DELETE", f"{url}/KEY").status_code == 404


@pytest.mark.parametrize("name", ["GITHUB_KEY", "github_key", "1KEY", "MY-KEY", "MY KEY"])
def test_a_name_github_does_not_take_is_refused(api: Api, name: str) -> None:
    refusal = api.call("PUT", f"{SECRETS}/{name}", api.seal(SECRETS))

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
    api: Api, change: dict[str, Any]
) -> None:
    refusal = api.call("PUT", f"{SECRETS}/KEY", {**api.seal(SECRETS), **change})

    assert (refusal.status_code, refusal.json()["status"]) == (422, "422")
    assert VALUE not in refusal.text
    assert api.call("GET", f"{SECRETS}/KEY").status_code == 404


def test_a_missing_field_is_named(api: Api) -> None:
    refusal = api.call("PUT", f"{SECRETS}/KEY", {"encrypted_value": "AAAA"})

    assert refusal.json()["message"] == 'Invalid request.\n\n"key_id" wasn\'t supplied.'


def test_a_box_sealed_for_another_repository_is_refused(api: Api) -> None:
    foreign = api.seal("/repos/acme/beta/actions/secrets")

    assert api.call("PUT", f"{SECRETS}/KEY", foreign).status_code == 422


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (None, "Requires authentication"),
        ("Bearer no", "Bad credentials"),
        (TOKEN, "Bad credentials"),
    ],
)
def test_a_wrong_token_is_refused(api: Api, header: str | None, message: str) -> None:
    headers = {"Authorization": header} if header else {}
    answer = requests.get(f"{api.root}/api/v3/user", headers=headers, timeout=5)

    assert (answer.status_code, answer.json()["message"]) == (401, message)


def test_what_is_not_there_is_not_found_as_github_says_it(api: Api) -> None:
    for path in ("/repos/acme/omega", "/orgs/other", "/users/nobody", "/nothing", f"{SECRETS}/NO"):
        answer = api.call("GET", path)
        assert answer.status_code == 404
        assert (answer.json()["message"], answer.json()["status"]) == ("Not Found", "404")
        assert "documentation_url" in answer.json()


def test_pygithub_knows_the_user_the_organization_and_its_repositories(api: Api) -> None:
    names = {repository.name for repository in api.github.get_organization("acme").get_repos()}

    assert names == set(REPOSITORIES)
    assert api.github.get_user().login == "sandbox-user"
    assert api.call("GET", "/users/acme").json()["type"] == "Organization"
    assert api.github.get_repo(1001).full_name == "acme/alpha"


def test_long_lists_come_in_pages(api: Api) -> None:
    for number in range(5):
        body = {"name": f"V{number}", "value": "x"}
        api.call("POST", "/repos/acme/alpha/actions/variables", body)

    first = api.call("GET", "/repos/acme/alpha/actions/variables?per_page=2")
    assert (first.json()["total_count"], len(first.json()["variables"])) == (5, 2)
    assert set(first.links) == {"next", "last"}
    github = api.github
    github.per_page = 2
    assert len(list(github.get_repo("acme/alpha").get_variables())) == 5


def test_organization_secrets_are_seen_by_the_chosen_repositories(api: Api) -> None:
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
    chosen = {"selected_repository_ids": [1003]}
    assert api.call("PUT", f"{url}/KEY/repositories", chosen).status_code == 204
    assert api.call("GET", f"{url}/KEY/repositories").json()["repositories"][0]["id"] == 1003
    assert api.call("PUT", f"{url}/WIDE/repositories", chosen).status_code == 409
    assert api.digest(f"{url}/KEY") == sha256(VALUE)


def test_an_organization_secret_needs_a_visibility(api: Api) -> None:
    url = "/orgs/acme/actions/secrets"
    body = api.seal(url)

    assert api.call("PUT", f"{url}/KEY", body).status_code == 422
    assert api.call("PUT", f"{url}/KEY", {**body, "visibility": "some"}).status_code == 422
    wrong = {**body, "visibility": "selected", "selected_repository_ids": [7]}
    assert api.call("PUT", f"{url}/KEY", wrong).status_code == 422


def test_organization_variables_are_seen_by_the_chosen_repositories(api: Api) -> None:
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


def test_an_organization_variable_needs_a_visibility_and_a_name_of_its_own(api: Api) -> None:
    url, body = "/orgs/acme/actions/variables", {"name": "BASE", "value": "x"}

    assert api.call("POST", url, body).status_code == 422
    assert api.call("POST", url, {**body, "visibility": "some"}).status_code == 422
    wrong = {**body, "visibility": "selected", "selected_repository_ids": [7]}
    assert api.call("POST", url, wrong).status_code == 422
    assert api.call("POST", url, {**body, "visibility": "all"}).status_code == 201
    assert api.call("POST", url, {**body, "visibility": "all"}).status_code == 409


def test_calls_are_refused_on_demand(api: Api) -> None:
    fault = {"status": 403, "method": "PUT", "path": "/secrets/KEY", "times": 1}
    assert requests.put(f"{api.root}/control/faults", json=fault, timeout=5).status_code == 204

    body = api.seal(SECRETS)
    statuses = [
        api.call("PUT", f"{SECRETS}/{name}", body).status_code for name in ("A", "KEY", "KEY")
    ]

    assert statuses == [201, 403, 201]
    for wrong in ({"status": 200}, {"status": 500, "when": 1}, {"path": "x"}):
        answer = requests.put(f"{api.root}/control/faults", json=wrong, timeout=5)
        assert answer.status_code == 400


def test_writes_are_recorded_and_reads_are_not(api: Api) -> None:
    api.call("PUT", f"{SECRETS}/KEY", api.seal(SECRETS))
    api.call("DELETE", "/repos/acme/alpha/nothing")

    text = requests.get(f"{api.root}/control/requests", timeout=5).text
    records = [json.loads(line) for line in text.splitlines()]
    assert [(each["method"], each["path"], each["status"]) for each in records] == [
        ("PUT", f"/api/v3{SECRETS}/KEY", 201),
        ("DELETE", "/api/v3/repos/acme/alpha/nothing", 404),
    ]


def test_the_world_is_the_same_after_a_restart_and_no_file_holds_a_value(tmp_path: Path) -> None:
    server, database = started(tmp_path)
    api = Api(server.port)
    public = api.call("GET", f"{SECRETS}/public-key").json()
    api.call("PUT", f"{SECRETS}/KEY", api.seal(SECRETS))
    secret = api.call("GET", f"{SECRETS}/KEY").json()
    server.stop()
    database.close()

    assert all(VALUE.encode() not in file.read_bytes() for file in tmp_path.iterdir())
    server, database = started(tmp_path)
    api = Api(server.port)
    assert api.call("GET", f"{SECRETS}/public-key").json() == public
    assert api.call("GET", f"{SECRETS}/KEY").json() == secret
    assert api.digest(f"{SECRETS}/KEY") == sha256(VALUE)
    server.stop()
    database.close()
