"""What GitHub is asked in preview: the repositories, and what is there already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote

import pulumi
from pulumi_github import (
    get_actions_environment_secrets,
    get_actions_environment_variables,
    get_actions_organization_secrets,
    get_actions_organization_variables,
    get_actions_secrets,
    get_actions_variables,
    get_codespaces_secrets,
    get_dependabot_secrets,
    get_repository,
)

from components.github.claims import claim
from components.github.names import Repository, claimed, named, refuse_mistaken, warnings
from components.github.precedence import hides, is_late, late, readers, rivals
from components.github.settings import GithubSettings
from components.lookup import listed, looked_up
from components.refusal import Refusal

_FOLDERS: dict[str, Callable[..., Sequence[Any]]] = {
    "actions/secrets": lambda **where: get_actions_secrets(**where).secrets,
    "actions/variables": lambda **where: get_actions_variables(**where).variables,
    "dependabot/secrets": lambda **where: get_dependabot_secrets(**where).secrets,
    "codespaces/secrets": lambda **where: get_codespaces_secrets(**where).secrets,
    "secrets": lambda **where: get_actions_environment_secrets(**where).secrets,
    "variables": lambda **where: get_actions_environment_variables(**where).variables,
}
_SHARED: dict[str, Callable[[], Sequence[Any]]] = {
    "actions/secrets": lambda: get_actions_organization_secrets().secrets,
    "actions/variables": lambda: get_actions_organization_variables().variables,
}


def look_up(who: str, github: GithubSettings, owner: str | None) -> dict[str, Repository]:
    """Every repository that the settings name, by that name. Each is asked for once.

    Not all at once: the provider makes one call at a time in any case. `who` is the `SubmitKey`
    that writes there; `owner` is the account, if it is known.

    Raises:
        Refusal: one is not there, belongs to another account, is named twice, or gets the same
            from another `SubmitKey` of this program.
        pulumi.RunError: GitHub refused to answer.
    """
    found = {name: _repository(name, setting) for name, setting in named(github).items()}
    refuse_mistaken(found, owner)
    for place in claimed(github, found):
        claim(who, *place)
    for warning in warnings(found):
        pulumi.log.warn(warning)
    return found


def _repository(name: str, setting: str) -> Repository:
    words = f"{setting}: GitHub does not show the repository {name}"
    way_out = "correct the name, or export a token that sees it; see docs/permissions.md"
    found = looked_up(lambda: get_repository(name=name), f"{words}; {way_out}")
    # The provider answers a repository that is not there with nothing in it.
    if found.repo_id is None or found.full_name is None:
        raise Refusal(setting, f"GitHub does not show the repository {name}", way_out)
    return Repository(
        name=name,
        setting=setting,
        id=int(found.repo_id),
        full_name=found.full_name,
        archived=bool(found.archived),
        private=bool(found.private),
    )


def hidden(github: GithubSettings, repositories: Iterable[Repository]) -> Iterator[str]:
    """What jobs there get in place of the organization's secret and variable.

    It asks once for each repository and kind. Environments are left to the daily check, which
    asks more. A refusal to answer stops nothing, and is told.
    """
    if github.organization is None:
        return
    try:
        if is_late(github, _shared("actions/secrets")):
            yield late(github)
        for repository in repositories:
            if repository.name in readers(github) and repository.sees(github.organization):
                paths = there(repository, rivals(github, repository.name))
                yield from (hides(github, repository.name, path) for path in paths)
    except pulumi.RunError as refusal:
        yield f"{refusal}; so nobody knows what hides the organization's secret and variable"


def there(repository: Repository, paths: Iterable[str]) -> list[str]:
    """Those paths below a repository at which there is something already.

    Raises:
        pulumi.RunError: GitHub refused to answer.
    """
    return _there(paths, partial(_names, repository))


def there_in_organization(paths: Iterable[str]) -> list[str]:
    """The same for an organization."""
    return _there(paths, _shared)


def _shared(folder: str) -> Sequence[str]:
    words = "github.organization: GitHub does not list what the organization has"
    return listed(lambda: [each.name for each in _SHARED[folder]()], words)


def _there(paths: Iterable[str], names: Callable[[str], Sequence[str]]) -> list[str]:
    asked = [path for path in paths if "secrets/" in path or "variables/" in path]
    folders = sorted({path.rpartition("/")[0] for path in asked})
    have = {f"{folder}/{name.upper()}" for folder in folders for name in names(folder)}
    return [path for path in asked if path in have]


def _names(repository: Repository, folder: str) -> Sequence[str]:
    where = {"name": repository.name}
    kind = folder
    if folder.startswith("environments/"):
        _, environment, kind = folder.split("/")
        where["environment"] = unquote(environment)
    words = f"{repository.setting}: GitHub does not list {folder} of {repository.name}"
    refused = f"{words}; let the token read it"
    return listed(lambda: [each.name for each in _FOLDERS[kind](**where)], refused)
