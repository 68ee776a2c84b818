"""Pure rules: which repositories the settings name, and what this program writes into each.

Source: GitHub's pages "Renaming a repository", "Transferring a repository" and "Archiving
repositories": a repository keeps its id, whatever happens to its name and owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from components.github.settings import GithubOrganization, GithubSettings
from components.refusal import Refusal
from components.retirement.lifecycle import NOTHING

ORGANIZATION = "organization"
"""How the organization's own secret and variable are known, beside the ids of repositories."""


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A repository as GitHub shows it."""

    name: str
    """Its name in the settings."""
    setting: str
    """The first setting that names it, such as `github.repositories.0`."""
    id: int
    full_name: str
    """OWNER/NAME as they are now."""
    archived: bool
    private: bool

    @property
    def is_renamed(self) -> bool:
        """Whether GitHub only redirects the name in the settings."""
        return self.full_name.partition("/")[2].lower() != self.name

    def sees(self, organization: GithubOrganization) -> bool:
        """Whether its jobs get what is the organization's."""
        is_shown = self.private or organization.visibility != "private"
        return is_shown and not self.archived


def named(github: GithubSettings) -> dict[str, str]:
    """Each repository that is named anywhere, and the first setting that names it."""
    first: dict[str, str] = {}
    for setting, name in _named(github):
        first.setdefault(name, setting)
    return first


def _named(github: GithubSettings) -> Iterator[tuple[str, str]]:
    yield from _numbered("github.repositories", github.repositories)
    for number, each in enumerate(github.environments):
        yield from _numbered(f"github.environments.{number}.repositories", each.repositories)
    if github.organization is not None:
        yield from _numbered("github.organization.repositories", github.organization.repositories)
    yield from _numbered("github.dependabot", github.dependabot)
    yield from _numbered("github.codespaces", github.codespaces)


def _numbered(setting: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for number, name in enumerate(names):
        yield f"{setting}.{number}", name


def refuse_mistaken(repositories: Mapping[str, Repository], owner: str | None) -> None:
    """Refuse two names of one repository, and a repository of another account.

    `owner` is the account of the settings, None if it is the token's own.

    Raises:
        Refusal: names both settings.
    """
    known: dict[int, Repository] = {}
    for one in repositories.values():
        other = known.setdefault(one.id, one)
        if other is not one:
            shape = f"{one.name} is the repository that {other.setting} calls {other.name}"
            raise Refusal(one.setting, shape, f"use one name, {_bare(one)}, for both")
        if owner is not None and one.full_name.partition("/")[0].lower() != owner.lower():
            shape = f"{one.name} belongs to another account now, as {one.full_name}"
            raise Refusal(one.setting, shape, "take it out; its secrets are removed where possible")


def warnings(repositories: Mapping[str, Repository]) -> Iterator[str]:
    """What a person should change, although the update can be carried out."""
    for one in repositories.values():
        if one.is_renamed:
            yield f"{one.setting}: {one.name} is called {_bare(one)} now; write the new name"
        if one.archived:
            yield f"{one.setting}: {one.name} is archived, so nothing is written there; {_WAYS_OUT}"


_WAYS_OUT = "unarchive it, or take it out of the settings"


def archived_step(repositories: Mapping[str, Repository]) -> str:
    """What to do about repositories that are archived and still named; or "nothing"."""
    names = [one.name for one in repositories.values() if one.archived]
    if not names:
        return NOTHING
    which = ", ".join(names)
    return f"unarchive {which} or take it out of the settings: it may still hold a former key"


def _bare(repository: Repository) -> str:
    return repository.full_name.partition("/")[2].lower()


def contents(github: GithubSettings) -> dict[str, list[str]]:
    """For each repository, what this program writes there, as paths below it in the REST API."""
    found: dict[str, list[str]] = {}
    for name, path in _contents(github):
        found.setdefault(name, []).append(path)
    return found


def _contents(github: GithubSettings) -> Iterator[tuple[str, str]]:
    secret, variable = f"secrets/{github.secret_name}", f"variables/{github.variable_name}"
    for name in github.repositories:
        yield from ((name, f"actions/{what}") for what in (secret, variable))
    for each in github.environments:
        environment = f"environments/{quote(each.name, safe='')}"
        for name in each.repositories:
            yield from ((name, f"{environment}/{what}") for what in (secret, variable))
            if each.create:
                yield name, environment
    yield from ((name, f"dependabot/{secret}") for name in github.dependabot)
    yield from ((name, f"codespaces/{secret}") for name in github.codespaces)


def shared(github: GithubSettings) -> list[str]:
    """What this program writes into the organization, as paths below it."""
    if github.organization is None:
        return []
    return [f"actions/secrets/{github.secret_name}", f"actions/variables/{github.variable_name}"]


def claimed(
    github: GithubSettings, repositories: Mapping[str, Repository]
) -> Iterator[tuple[str, str, list[str]]]:
    """Each place that is written to: the setting that names it, its id, and the paths below it."""
    for name, paths in contents(github).items():
        yield repositories[name].setting, str(repositories[name].id), paths
    if github.organization is not None:
        yield "github.organization", ORGANIZATION, shared(github)
