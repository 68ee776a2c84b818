"""Pure rule: the places that consumers find the current key in, by name, for the record."""

from __future__ import annotations

from components.github_settings import GithubSettings
from components.store_settings import StoreSettings


def holders(store: StoreSettings, github: GithubSettings) -> list[str]:
    """Every place that has the key once all resources were made; one text each."""
    name = github.secret_name
    actions = [f"GitHub Actions: {name} of {repository}" for repository in github.repositories]
    return [f"AWS Secrets Manager: {store.name} at AWSCURRENT", *actions]
