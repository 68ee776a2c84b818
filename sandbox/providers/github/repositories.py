"""What belongs to a GitHub repository and is neither secret nor variable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from sandbox.providers.github.client import GitHub
from sandbox.providers.github.row import Row, another_repository, repository_id, time_text
from sandbox.providers.resource import Function
from sandbox.providers.wire import Properties

_PAGE = 100


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
    """getRepository, by `name` or `fullName`: for one that is not there, nothing and no error.

    As the real provider, it reads the page and the license of one that has them.
    """
    owner, name = _named(github, arguments)
    path = ("repos", owner, name)
    answer = github.found(*path)
    if answer is None:
        return {}
    if answer.get("has_pages"):
        github.get(*path, "pages")
    if answer.get("license"):
        github.get(*path, "license")
    return _shown(name, answer)


def _shown(asked: str, answer: Properties) -> Properties:
    return {
        "archived": answer["archived"],
        "fullName": answer["full_name"],
        "id": asked,
        "name": answer["name"],
        "private": answer["private"],
        "repoId": answer["id"],
    }


def listed(kind: str, *path: str) -> Function:
    """getActionsSecrets and its kin: the names of all secrets or variables of a place."""

    def function(github: GitHub, arguments: Properties) -> Properties:
        owner, name = _named(github, arguments)
        known = {**arguments, "owner": owner, "repository": name}
        if "{repositoryId}" in path:
            known["repositoryId"] = github.get("repos", owner, name)["id"]
        where = [part.format_map(known) for part in path]
        found = [_item(each) for each in _pages(github, kind, *where)]
        return {**arguments, "id": name or owner, kind: found}

    return function


def _pages(github: GitHub, kind: str, *where: str) -> Iterator[Properties]:
    """Every page, as the real provider."""
    for number in count(1):
        some = github.get(*where, kind, query=f"?per_page={_PAGE}&page={number}")[kind]
        yield from some
        if len(some) < _PAGE:
            return


def _item(found: Properties) -> Properties:
    times = {f"{what}At": time_text(found[f"{what}_at"]) for what in ("created", "updated")}
    return {**times, **{key: found[key] for key in ("name", "value") if key in found}}


def _named(github: GitHub, arguments: Properties) -> tuple[str, str]:
    owner, _, name = str(arguments.get("fullName", "")).rpartition("/")
    return owner or github.owner, arguments.get("name", name)


ENVIRONMENT = _Environment(
    title="GitHub environment",
    path=("repos", "{owner}", "{repository}", "environments", "{environment}"),
    id_parts=("repository", "environment"),
    reads_back=False,
    defaults={"canAdminsBypass": True, "preventSelfReview": False},
    replaced_if={"repository": another_repository},
)
