"""Asks GitHub how the repository's jobs are named in their tokens: by names, or with ids, too.

Source: GitHub REST API, "Get the customization template for an OIDC subject claim for a
repository" (a token needs Actions: read); "OpenID Connect reference", "Immutable subject claims".
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import requests

from bootstrap.plan import Plan
from components.access.trust_policy import REPOSITORY
from components.refusal import Refusal

_TIMEOUT_SECONDS = 30
_PATH = "actions/oidc/customization/sub"


def with_subject(plan: Plan) -> tuple[Plan, str]:
    """The plan with the repository as its tokens name it, and a word where GitHub did not say.

    Whoever writes the ids is believed.

    Raises:
        Refusal: the repository's subjects follow a template of its own.
    """
    token = os.environ.get("GITHUB_TOKEN")
    if plan.repository != plan.repository_name:
        return plan, ""
    if not token:
        return plan, _unsaid(plan, "GITHUB_TOKEN is not set")
    status, document = _asked(plan.repository, token)
    if status != 200:
        return plan, _unsaid(plan, f"status {status}" if status else "no answer")
    return replace(plan, repository=named(plan.repository, document)), ""


def named(repository: str, said: Mapping[str, Any]) -> str:
    """The repository as it stands in a subject, by what GitHub says of its template; pure."""
    if not said.get("use_default", True):
        shape = "has a template of its own for the subjects of its tokens"
        raise Refusal("REPOSITORY", shape, f"set `use_default` of {_PATH} to true")
    prefix = str(said.get("sub_claim_prefix", "")).removeprefix("repo:")
    is_ours = re.sub(r"@\d+", "", prefix).lower() == repository.lower()
    if is_ours and re.fullmatch(REPOSITORY, prefix):
        return prefix
    if said.get("use_immutable_subject"):
        raise Refusal(
            "REPOSITORY", "has ids in the subjects of its tokens", "name owner@ID/name@ID"
        )
    return repository


def _asked(repository: str, token: str) -> tuple[int, Mapping[str, Any]]:
    root = os.environ.get("GITHUB_API_URL", "https://api.github.com")
    try:
        answer = requests.get(
            f"{root}/repos/{repository}/{_PATH}",
            headers={"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"},
            timeout=_TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        document = answer.json()
    except (requests.RequestException, ValueError):
        return 0, {}
    return answer.status_code, document if isinstance(document, dict) else {}


def _unsaid(plan: Plan, why: str) -> str:
    return f"""
GitHub did not say whether the tokens of {plan.repository} name it with ids ({why}); the roles
trust the name alone. A repository that was created, renamed or transferred after 15 July 2026 has
ids. Look:
  gh api repos/{plan.repository}/{_PATH}
and where `use_immutable_subject` is true, run this again with REPOSITORY= what `sub_claim_prefix`
says after "repo:".
"""
