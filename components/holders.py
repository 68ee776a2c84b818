"""Pure rule: the places that consumers find the current key in, by name, for the record."""

from __future__ import annotations

from components.ci_places import places
from components.github_settings import GithubSettings
from components.store_settings import StoreSettings


def holders(store: StoreSettings, github: GithubSettings, key_version: int) -> list[str]:
    """Every place that has the key once all resources were made; one text each."""
    copies = [f"AWS Secrets Manager: {store.name} in {each.region}" for each in store.replicas]
    parameter = [f"AWS Systems Manager: {store.parameter}"] if store.parameter else []
    ci = [f"GitHub: {place.words}" for place in places(github, key_version)]
    return [f"AWS Secrets Manager: {store.name} at AWSCURRENT", *copies, *parameter, *ci]
