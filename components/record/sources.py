"""What a record takes from the settings and from the CI variables. No pulumi here.

Source: GitHub's page "Variables reference", default environment variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from components.github.places import places
from components.github.settings import GithubSettings
from components.store.settings import StoreSettings


def ran_by(environment: Mapping[str, str]) -> dict[str, str | None]:
    """The fields of `components.record.model.RanBy`; a malformed value is left out."""
    if environment.get("GITHUB_ACTIONS") != "true":
        system = "another CI" if environment.get("CI", "").lower() in ("1", "true") else "no CI"
        return {"system": system, "run": None, "actor": None, "commit": None}
    server = environment.get("GITHUB_SERVER_URL", "https://github.com")
    repository, run = environment.get("GITHUB_REPOSITORY"), environment.get("GITHUB_RUN_ID")
    url = f"{server}/{repository}/actions/runs/{run}"
    return {
        "system": "GitHub Actions",
        "run": _fitting(r"https://[\w.-]+/[\w.-]+/[\w.-]+/actions/runs/\d+", url),
        "actor": _fitting(r"[\w-]{1,39}(\[bot\])?", environment.get("GITHUB_ACTOR", "")),
        "commit": _fitting(r"[0-9a-f]{40}", environment.get("GITHUB_SHA", "")),
    }


def _fitting(pattern: str, text: str) -> str | None:
    return text if re.fullmatch(pattern, text, re.ASCII) else None


def holders(store: StoreSettings, github: GithubSettings, key_version: int) -> list[str]:
    """Every place that holds the key after the update, one text each."""
    copies = [f"AWS Secrets Manager: {store.name} in {each.region}" for each in store.replicas]
    parameter = [f"AWS Systems Manager: {store.parameter}"] if store.parameter else []
    ci = [f"GitHub: {place.words}" for place in places(github, key_version)]
    return [f"AWS Secrets Manager: {store.name} at AWSCURRENT", *copies, *parameter, *ci]
