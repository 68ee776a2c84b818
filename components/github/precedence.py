"""Pure rules: what jobs on GitHub get in place of what this program writes.

Source: GitHub Docs, "Secrets reference" and "Variables reference": of those of one name, the one at
the lowest level counts, an environment's before a repository's before an organization's; of the
organization's secrets that a repository may see, a job gets the first 100 by alphabet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote, unquote

from components.github.names import contents, named
from components.github.settings import GithubSettings

_MOST = 100
_LOST = "so jobs there do not get this"


def readers(github: GithubSettings) -> list[str]:
    """The repositories of the settings whose jobs get the organization's secret."""
    organization = github.organization
    if organization is None:
        return []
    return list(organization.repositories or named(github))


def rivals(
    github: GithubSettings, repository: str, environments: Iterable[str] | None = None
) -> list[str]:
    """The paths below a repository at which something would hide what this program writes.

    `environments` are those of the repository, which hide what is the repository's, too; None
    where they are not known.
    """
    ours = contents(github).get(repository, ())
    folders = [f"environments/{quote(each.lower(), safe='')}" for each in environments or ()]
    every = [f"{folder}/{what}" for folder in ("actions", *folders) for what in _written(github)]
    return [path for path in every if path not in ours]


def _written(github: GithubSettings) -> Sequence[str]:
    return f"secrets/{github.secret_name}", f"variables/{github.variable_name}"


def hides(github: GithubSettings, repository: str, path: str) -> str:
    """What a person has to know of something at such a path."""
    folder, kind, name = path.rsplit("/", 2)
    where = f"repository {repository}"
    if folder.startswith("environments/"):
        where = f"environment {unquote(folder.partition('/')[2])} of {where}"
    hidden = "repository's" if repository in github.repositories else "organization's"
    is_secret = kind == "secrets"
    what, content, setting = (
        ("secret", "key", "secretName") if is_secret else ("variable", "base URL", "variableName")
    )
    shape = f"the {what} {name} of {where} hides the {hidden}, {_LOST} {content}"
    return f"{named(github)[repository]}: {shape}; remove it, or choose another github.{setting}"


def is_late(github: GithubSettings, names: Iterable[str]) -> bool:
    """Whether a hundred or more of these secrets of the organization come before this one."""
    return sum(name.upper() < github.secret_name for name in names) >= _MOST


def late(github: GithubSettings, repository: str | None = None) -> str:
    """What a person has to know of that, where one repository sees them or all are counted."""
    way_out = "choose a github.secretName that comes earlier"
    if repository is None:
        shape = f"{_MOST} or more of the organization's secrets come before {github.secret_name}"
        seen = f"and a repository gets only the first {_MOST} that it may see"
        return f"github.organization: {shape}, {seen}; {way_out}"
    shape = f"repository {repository} gets only the first {_MOST} of the organization's secrets"
    return (
        f"{named(github)[repository]}: {shape}, {github.secret_name} not among them,"
        f" {_LOST} key; {way_out}"
    )
