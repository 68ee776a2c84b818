"""The six kinds of secret and variable on GitHub: their settings, and what they hold."""

from __future__ import annotations

from typing import Any

import yaml

from tests.engine.person import Person
from tests.support.github_service import sha256

FOLDERS = (
    "repos/acme/{}/actions",
    "repos/acme/{}/environments/live",
    "repos/acme/{}/dependabot",
    "repos/acme/{}/codespaces",
    "orgs/acme/actions",
)
"""Where a secret is; in the first two and the last, a variable is beside it."""
VARIABLES = (FOLDERS[0], FOLDERS[1], FOLDERS[4])


def everywhere(*names: str) -> dict[str, Any]:
    """Settings that name these repositories for every kind."""
    repositories = list(names)
    return {
        "repositories": repositories,
        "environments": [{"name": "live", "repositories": repositories, "create": True}],
        "organization": {"visibility": "selected", "repositories": repositories},
        "dependabot": repositories,
        "codespaces": repositories,
    }


def configure(person: Person, github: dict[str, Any], **more: Any) -> None:
    path = person.session.folder.stack_settings
    document = yaml.safe_load(path.read_text())
    given = {"github": github, **more}
    document["config"].update({f"submit-key:{name}": value for name, value in given.items()})
    path.write_text(yaml.safe_dump(document))


def digests(person: Person, repository: str) -> set[str | None]:
    """What the secrets of every kind hold."""
    paths = (f"{folder.format(repository)}/secrets/SUBMIT_API_KEY" for folder in FOLDERS)
    return {person.github.digest(path) for path in paths}


def base_urls(person: Person, repository: str) -> set[str | None]:
    """What the variables of every kind hold."""
    paths = (f"{folder.format(repository)}/variables/SUBMIT_BASE_URL" for folder in VARIABLES)
    return {person.github.call("GET", path).json().get("value") for path in paths}


def is_whole(person: Person, repository: str) -> bool:
    """Whether every kind is there with the right value."""
    right = {person.session.addresses().base_url}
    return digests(person, repository) == {sha256(person.key)} and (
        base_urls(person, repository) == right
    )
