"""The record names every place that has the key."""

from __future__ import annotations

from components.github.settings import GithubSettings
from components.record.sources import holders
from components.store.settings import StoreSettings


def test_every_place_that_has_the_key_is_named() -> None:
    store = StoreSettings.model_validate(
        {"name": "key", "parameter": "/key", "replicas": [{"region": "us-east-1"}]}
    )
    github = GithubSettings.model_validate(
        {
            "repositories": ["alpha"],
            "environments": [{"name": "live", "repositories": ["alpha"]}],
            "organization": {},
            "dependabot": ["alpha"],
            "codespaces": ["alpha"],
        }
    )

    assert holders(store, github, 1) == [
        "AWS Secrets Manager: key at AWSCURRENT",
        "AWS Secrets Manager: key in us-east-1",
        "AWS Systems Manager: /key",
        "GitHub: Actions secret SUBMIT_API_KEY of repository alpha",
        "GitHub: environment secret SUBMIT_API_KEY of environment live of repository alpha",
        "GitHub: organization secret SUBMIT_API_KEY",
        "GitHub: Dependabot secret SUBMIT_API_KEY of repository alpha",
        "GitHub: Codespaces secret SUBMIT_API_KEY of repository alpha",
    ]
