"""Which secrets and variables each repository, environment and organization gets."""

from __future__ import annotations

import re

import pytest

from tests.components.conftest import CI, THIS, after
from tests.conftest import KEY, OUTPUTS, RecordingEngine, is_secret
from tests.support.declared import make


def test_a_rotation_updates_ci_secrets_under_the_name_they_have(whole: RecordingEngine) -> None:
    secrets = whole.of_type("ActionsSecret")
    assert all(re.search(r"v\d", name) is None for name in secrets)
    assert {made.inputs["secretName"] for made in secrets.values()} == {"SUBMIT_API_KEY"}


@pytest.mark.parametrize("name", CI)
def test_a_secret_that_the_provider_may_replace_is_only_ever_removed_by_a_withdrawal(
    whole: RecordingEngine, name: str
) -> None:
    may_be_replaced = name in (
        "submit-key-ci-organization-key",
        "submit-key-ci-codespaces-key-alpha-v1",
    )

    assert whole.requests[name].retainOnDelete is may_be_replaced
    assert (name.removesuffix("-v1") + "-withdrawal" in whole.made) is may_be_replaced


def test_a_secret_that_was_written_over_moves_to_its_other_input(
    engine: RecordingEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    drift = {"overwritten": ["actions-key-alpha"], "rewrites": {"actions-key-beta": 2}}
    last = {"outputs": {"ciDrift": drift}, "secretOutputNames": []}
    monkeypatch.setitem(OUTPUTS, THIS, last)

    make(engine, github={"repositories": ["alpha", "beta"]})

    alpha, beta = (
        engine.made[f"submit-key-ci-actions-key-{name}"].inputs for name in ("alpha", "beta")
    )
    assert "value" not in alpha
    assert is_secret(alpha["plaintextValue"], KEY)
    assert "plaintextValue" not in beta
    assert is_secret(beta["value"], KEY)


def test_a_secret_of_an_environment_waits_for_the_environment(whole: RecordingEngine) -> None:
    assert "submit-key-ci-environment-alpha/live" in whole.waits_for(
        "submit-key-ci-environment-key-alpha/live"
    )
    assert whole.made["submit-key-ci-environment-alpha/live"].inputs["reviewers"] == [
        {"teams": [7], "users": []}
    ]


def test_the_base_url_goes_to_ci_as_a_plain_variable(whole: RecordingEngine) -> None:
    variable = whole.made["submit-key-ci-actions-base-url-alpha"].inputs
    assert variable == {
        "repository": "alpha",
        "variableName": "SUBMIT_BASE_URL",
        "value": "https://submit.atomyx.io/api",
    }


def test_the_organization_s_base_url_is_seen_by_those_who_see_its_secret(
    whole: RecordingEngine,
) -> None:
    secret, variable = (
        whole.made[f"submit-key-ci-organization-{part}"].inputs for part in ("key", "base-url")
    )

    assert variable["value"] == "https://submit.atomyx.io/api"
    assert variable["variableName"] == "SUBMIT_BASE_URL"
    assert variable["selectedRepositoryIds"]
    for who in ("visibility", "selectedRepositoryIds"):
        assert variable[who] == secret[who]
    assert "submit-key-proof-v1" in after(whole, "submit-key-ci-organization-base-url")


def test_an_organization_that_names_no_repositories_selects_none(engine: RecordingEngine) -> None:
    make(engine, github={"organization": {"visibility": "all"}})

    variable = engine.made["submit-key-ci-organization-base-url"].inputs
    assert variable["visibility"] == "all"
    assert "selectedRepositoryIds" not in variable
