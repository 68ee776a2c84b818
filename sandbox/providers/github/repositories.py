"""What belongs to a GitHub repository and is neither secret nor variable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sandbox.providers.github.client import GitHub
from sandbox.providers.resource import Resource, Rule
from sandbox.providers.wire import Properties, unknown

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def repository_id(github: GitHub, state: Properties) -> int:
    """The number of a repository; fails for one that is not there."""
    return int(github.get("repos", github.owner, state["repository"])["id"])


def another_repository(github: GitHub, state: Properties, inputs: Properties) -> bool:
    """Whether a new name is a new repository, not the old one renamed (or not found)."""
    if unknown(inputs["repository"]):
        return False
    found = github.found("repos", github.owner, inputs["repository"])
    return found is not None and found["id"] != state.get("repositoryId")


def github_name(property_: str) -> Rule:
    """The rule for names of secrets and variables."""

    def rule(inputs: Properties) -> Iterator[tuple[str, str]]:
        name = inputs[property_]
        if unknown(name):
            return
        if not _NAME.fullmatch(name):
            reason = "may hold letters, digits and underscores only and not begin with a digit"
            yield property_, f"{property_} {reason}"
        if name.upper().startswith("GITHUB_"):
            yield property_, f"{property_} must not start with the GITHUB_ prefix"

    return rule


def time_text(moment: str) -> str:
    """`2026-11-24T00:20:15Z` as the provider writes it: `2026-11-24 00:20:15 +0000 UTC`."""
    parsed = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    return parsed.strftime("%Y-%m-%d %H:%M:%S %z UTC")


def _environment_path(github: GitHub, state: Properties) -> tuple[object, ...]:
    return ("repos", github.owner, state["repository"], "environments", state["environment"])


def _put_environment(github: GitHub, state: Properties) -> str:
    policy = state.get("deploymentBranchPolicy")
    body = {
        "can_admins_bypass": state["canAdminsBypass"],
        "deployment_branch_policy": policy
        and {
            "custom_branch_policies": policy["customBranchPolicies"],
            "protected_branches": policy["protectedBranches"],
        },
        "prevent_self_review": state["preventSelfReview"],
        "reviewers": list(_reviewers(state)),
        "wait_timer": state.get("waitTimer", 0),
    }
    github.put(*_environment_path(github, state), body=body)
    state["repositoryId"] = repository_id(github, state)
    return f"{state['repository']}:{state['environment']}"


def _reviewers(state: Properties) -> Iterator[dict[str, Any]]:
    for each in state.get("reviewers") or []:
        yield from ({"type": "Team", "id": id_} for id_ in each.get("teams") or [])
        yield from ({"type": "User", "id": id_} for id_ in each.get("users") or [])


def _read_environment(github: GitHub, _id: str, state: Properties) -> Properties | None:
    found = github.found(*_environment_path(github, state))
    if found is None:
        return None
    if "repositoryId" not in state:
        state["repositoryId"] = repository_id(github, state)
    policy = found.get("deployment_branch_policy")
    rules = {each.get("type"): each for each in found.get("protection_rules") or []}
    return {
        "canAdminsBypass": found.get("can_admins_bypass", state.get("canAdminsBypass")),
        "deploymentBranchPolicy": policy
        and {
            "customBranchPolicies": policy["custom_branch_policies"],
            "protectedBranches": policy["protected_branches"],
        },
        "waitTimer": rules.get("wait_timer", {}).get("wait_timer", state.get("waitTimer")),
    }


def repository(github: GitHub, arguments: Properties) -> Properties:
    """getRepository, by `name` or `fullName`."""
    owner, _, name = str(arguments.get("fullName", "")).rpartition("/")
    answer = github.get("repos", owner or github.owner, arguments.get("name", name))
    texts = ("description", "homepageUrl", "visibility", "defaultBranch", "nodeId", "htmlUrl")
    flags = ("private", "archived", "fork", "hasIssues", "hasWiki", "hasProjects", "isTemplate")
    return {
        "fullName": answer["full_name"],
        "id": answer["name"],
        "name": answer["name"],
        "repoId": answer["id"],
        "topics": answer.get("topics") or [],
        **{each: answer.get(_snake(each)) or "" for each in texts},
        **{each: bool(answer.get(_snake(each))) for each in flags},
    }


def public_key(github: GitHub, arguments: Properties) -> Properties:
    """getActionsPublicKey."""
    name = arguments["repository"]
    key = github.get("repos", github.owner, name, "actions", "secrets", "public-key")
    return {"id": key["key_id"], "keyId": key["key_id"], "key": key["key"], "repository": name}


def _snake(name: str) -> str:
    return {"homepageUrl": "homepage"}.get(name) or re.sub("([A-Z])", r"_\1", name).lower()


ENVIRONMENT = Resource(
    title="GitHub environment",
    create=_put_environment,
    read=_read_environment,
    upsert=True,
    delete=lambda github, _id, state: github.delete(*_environment_path(github, state)),
    from_id=lambda id_: dict(zip(("repository", "environment"), id_.split(":", 1), strict=False)),
    defaults={"canAdminsBypass": True, "preventSelfReview": False},
    replaced_if={"repository": another_repository},
)
