"""Pure rule: who or what runs an update, as far as the environment tells.

Source: GitHub's page "Variables reference", default environment variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def ran_by(environment: Mapping[str, str]) -> dict[str, str | None]:
    """As `components.record.RanBy`; a value that is not what GitHub would say is left out."""
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
