"""What belongs to a GitHub repository and is neither secret nor variable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.providers.github.client import GitHub
from sandbox.providers.github.row import Row, another_repository, repository_id
from sandbox.providers.wire import Properties


@dataclass(frozen=True, kw_only=True)
class _Environment(Row):
    def create(self, client: GitHub, state: Properties) -> str:
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
            "wait_timer": 0,
        }
        client.put(*self.where(client, state), body=body)
        state["repositoryId"] = repository_id(client, state)
        return self.id_of(state)

    def read(self, client: GitHub, id_: str, state: Properties) -> Properties | None:
        found = client.found(*self.where(client, state))
        if found is None:
            return None
        policy = found.get("deployment_branch_policy")
        return {
            "canAdminsBypass": found.get("can_admins_bypass", state.get("canAdminsBypass")),
            "deploymentBranchPolicy": policy
            and {
                "customBranchPolicies": policy["custom_branch_policies"],
                "protectedBranches": policy["protected_branches"],
            },
        }


def _reviewers(state: Properties) -> Iterator[dict[str, Any]]:
    for each in state.get("reviewers") or []:
        yield from ({"type": "Team", "id": id_} for id_ in each.get("teams") or [])
        yield from ({"type": "User", "id": id_} for id_ in each.get("users") or [])


def repository(github: GitHub, arguments: Properties) -> Properties:
    """getRepository, by `name` or `fullName`."""
    owner, _, name = str(arguments.get("fullName", "")).rpartition("/")
    answer = github.get("repos", owner or github.owner, arguments.get("name", name))
    return {
        "fullName": answer["full_name"],
        "id": answer["name"],
        "name": answer["name"],
        "repoId": answer["id"],
    }


ENVIRONMENT = _Environment(
    title="GitHub environment",
    path=("repos", "{owner}", "{repository}", "environments", "{environment}"),
    id_parts=("repository", "environment"),
    defaults={"canAdminsBypass": True, "preventSelfReview": False},
    replaced_if={"repository": another_repository},
)
