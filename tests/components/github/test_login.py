"""A withdrawal asks where the github provider asks, and as nobody else."""

from __future__ import annotations

import json

import pytest

from components.github.login import Login, api_url
from components.refusal import Refusal
from sandbox.providers.github.client import base_url

APP = {"id": "1", "installationId": "2", "pemFile": "pem"}
APP_VARIABLES = {
    "GITHUB_APP_ID": "1",
    "GITHUB_APP_INSTALLATION_ID": "2",
    "GITHUB_APP_PEM_FILE": "pem",
}

# Source: `TestGetBaseURL` and `NewRESTClient` of terraform-provider-github v6.13.0.
ROOTS = {
    "https://api.github.com/": "https://api.github.com/",
    "https://api.github.com": "https://api.github.com/",
    "https://github.com/": "https://api.github.com/",
    "https://acme.ghe.com": "https://api.acme.ghe.com/",
    "https://acme.ghe.com/": "https://api.acme.ghe.com/",
    "https://api.acme.ghe.com/": "https://api.acme.ghe.com/",
    "https://github.example.com": "https://github.example.com/api/v3/",
    "https://github.example.com/": "https://github.example.com/api/v3/",
    "https://github.example.com/api/v3": "https://github.example.com/api/v3/",
    "https://github.example.com/api/v3/": "https://github.example.com/api/v3/",
    "https://example.com:8443/git/": "https://example.com:8443/git/api/v3/",
    "https://notghe.com/": "https://notghe.com/api/v3/",
}


@pytest.mark.parametrize("given", ROOTS)
def test_each_of_githubs_products_is_asked_where_the_provider_asks_it(given: str) -> None:
    assert api_url(given) == ROOTS[given]
    assert base_url({"baseUrl": given}) == ROOTS[given]


def test_without_an_address_it_is_github_com() -> None:
    assert api_url(None) == "https://api.github.com/"


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        ("http://github.example.com", "is not https"),
        ("http://acme.ghe.com", "is not https"),
        ("https://acme.ghe.com/api/v3/", "has a path"),
        ("https://api.github.com/api/v3", "has a path"),
    ],
)
def test_an_address_that_the_provider_or_tls_forbids_is_refused(given: str, shape: str) -> None:
    with pytest.raises(Refusal, match=f"github:baseUrl: {shape}"):
        api_url(given)


@pytest.mark.parametrize(
    ("setting", "variables"),
    [(APP, {}), ({}, APP_VARIABLES), ({"id": "1"}, APP_VARIABLES), (None, APP_VARIABLES)],
)
def test_a_secret_that_could_not_be_withdrawn_as_an_app_is_refused(
    setting: dict[str, str] | None, variables: dict[str, str]
) -> None:
    config = {"github:token": "the provider ignores it"}
    if setting is not None:
        config["github:appAuth"] = json.dumps(setting)

    with pytest.raises(Refusal, match=r"github:appAuth: .*create-github-app-token"):
        Login.read(config.get, variables.get).check()


def test_a_secret_that_could_not_be_withdrawn_without_a_token_is_refused() -> None:
    with pytest.raises(Refusal, match="GITHUB_TOKEN: is not set"):
        Login.read({}.get, {}.get).check()


@pytest.mark.parametrize("missing", APP)
def test_half_an_app_is_none_as_for_the_provider(missing: str) -> None:
    named = {name: value for name, value in APP.items() if name != missing}
    config = {"github:appAuth": json.dumps(named), "github:token": "token"}

    login = Login.read(config.get, {}.get)

    assert not login.is_app
    login.check()
