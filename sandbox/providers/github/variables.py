"""GitHub variables, which are no secrets: of repositories, environments and the organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.providers.github.client import GitHub
from sandbox.providers.github.places import repository_ids
from sandbox.providers.github.repositories import (
    another_repository,
    github_name,
    repository_id,
    time_text,
)
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_set
from sandbox.providers.wire import Properties


@dataclass(frozen=True, kw_only=True)
class Variables:
    """Plain variables of a repository, of one of its environments, or of the organization."""

    id_parts: tuple[str, ...]

    @property
    def _of_repository(self) -> bool:
        return "repository" in self.id_parts

    def create(self, github: GitHub, state: Properties) -> str:
        """POST: a variable that exists is refused (409)."""
        github.post(*self._folder(github, state), body=_body(state))
        if self._of_repository:
            state["repositoryId"] = repository_id(github, state)
        return ":".join(str(state[part]) for part in self.id_parts)

    def update(self, github: GitHub, _id: str, _old: Properties, state: Properties) -> None:
        path = (*self._folder(github, state), state["variableName"])
        github.patch(*path, body=_body(state))

    def read(self, github: GitHub, _id: str, state: Properties) -> Properties | None:
        path = (*self._folder(github, state), state["variableName"])
        variable = github.found(*path)
        if variable is None:
            return None
        if self._of_repository and "repositoryId" not in state:
            state["repositoryId"] = repository_id(github, state)
        return {
            "createdAt": time_text(variable["created_at"]),
            "updatedAt": time_text(variable["updated_at"]),
            "value": variable["value"],
            **_seen_by(github, path, variable),
        }

    def delete(self, github: GitHub, _id: str, state: Properties) -> None:
        github.delete(*self._folder(github, state), state["variableName"])

    def resource(self) -> Resource:
        """The row."""
        return Resource(
            title="GitHub variable",
            create=self.create,
            read=self.read,
            update=self.update,
            delete=self.delete,
            from_id=lambda id_: dict(zip(self.id_parts, id_.split(":"), strict=False)),
            rules=(github_name("variableName"),),
            equal={} if self._of_repository else {"selectedRepositoryIds": same_set},
            replaced_if={"repository": another_repository} if self._of_repository else {},
            volatile=("updatedAt",),
        )

    def _folder(self, github: GitHub, state: Properties) -> tuple[object, ...]:
        if not self._of_repository:
            return ("orgs", github.owner, "actions", "variables")
        repository = ("repos", github.owner, state["repository"])
        if "environment" in self.id_parts:
            return (*repository, "environments", state["environment"], "variables")
        return (*repository, "actions", "variables")


def _body(state: Properties) -> Properties:
    """An organization's variable is always told who sees it, also when that changes."""
    body = {"name": state["variableName"], "value": state["value"]}
    if "visibility" not in state:
        return body
    chosen = state.get("selectedRepositoryIds") or []
    return {**body, "visibility": state["visibility"], "selected_repository_ids": chosen}


def _seen_by(github: GitHub, path: tuple[object, ...], variable: Any) -> Properties:
    if "visibility" not in variable:
        return {}
    is_selected = variable["visibility"] == "selected"
    ids = repository_ids(github, *path) if is_selected else None
    return {"visibility": variable["visibility"], "selectedRepositoryIds": ids}


VARIABLES: dict[str, Resource] = {
    "github:index/actionsVariable:ActionsVariable": Variables(
        id_parts=("repository", "variableName")
    ).resource(),
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": Variables(
        id_parts=("repository", "environment", "variableName")
    ).resource(),
    "github:index/actionsOrganizationVariable:ActionsOrganizationVariable": Variables(
        id_parts=("variableName",)
    ).resource(),
}
