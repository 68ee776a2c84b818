"""Pure rules: where CI/CD jobs find the key, and what was seen of it there.

Source: GitHub REST API, "Secrets" of Actions, Dependabot and Codespaces; the github provider
6.15.0, whose faults the kinds below work around.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from components.github.settings import GithubSettings
from components.key.facts import whole
from components.retirement.lifecycle import NOTHING

_SHOWN = 3
_EITHER = ("value", "plaintextValue")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of secret, as the provider makes it."""

    type: str
    """Its resource type."""
    words: str
    inputs: Sequence[str] = _EITHER
    """The inputs that can carry the value. To move the value from one to the other writes the
    secret again, in place: the provider never repairs a secret that somebody overwrote."""
    path: str | None = None
    """REST path, only for kinds that the provider replaces under one name. Its create-then-delete
    would delete the new secret, so a `CiWithdrawal` deletes instead."""

    def place(self, properties: Mapping[str, Any]) -> str:
        """What people call a secret of this kind, from the inputs of its resource."""
        where = [
            f"{name} {properties[name]}"
            for name in ("environment", "repository")
            if properties.get(name)
        ]
        return " of ".join([f"{self.words} {properties['secretName']}", *where])


ACTIONS = Kind(type="github:index/actionsSecret:ActionsSecret", words="Actions secret")
ENVIRONMENT = Kind(
    type="github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
    words="environment secret",
)
DEPENDABOT = Kind(type="github:index/dependabotSecret:DependabotSecret", words="Dependabot secret")
ORGANIZATION = Kind(
    type="github:index/actionsOrganizationSecret:ActionsOrganizationSecret",
    words="organization secret",
    path="orgs/{owner}/actions/secrets/{secret}",
)
CODESPACES = Kind(
    type="github:index/codespacesSecret:CodespacesSecret",
    words="Codespaces secret",
    inputs=("plaintextValue",),
    path="repositories/{id}/codespaces/secrets/{secret}",
)
_KINDS = {kind.type: kind for kind in (ACTIONS, ENVIRONMENT, DEPENDABOT, ORGANIZATION, CODESPACES)}


def kind_of(type_: str) -> Kind | None:
    """The kind of secret that a resource type makes; None for any other type."""
    return _KINDS.get(type_)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One secret: the name of its resource and what identifies it on GitHub."""

    name: str
    kind: Kind
    secret: str
    """The secret's name on GitHub; not its value."""
    where: Mapping[str, Any] = field(default_factory=dict)

    @property
    def properties(self) -> dict[str, Any]:
        """The inputs of its resource, without the value."""
        return {**self.where, "secretName": self.secret}

    @property
    def words(self) -> str:
        """What people call it."""
        return self.kind.place(self.properties)

    def named_in(self, repository: str) -> str:
        """Its name, had it always been in the repository of that name."""
        here = self.where.get("repository", "")
        return self.name.replace(f"-key-{here}", f"-key-{repository}", 1)

    def path(self, repository_id: int | None) -> str:
        """Its path in the REST API, with `{owner}` still to be filled in."""
        known = {**self.where, "id": repository_id, "owner": "{owner}", "secret": self.secret}
        return (self.kind.path or "").format(**known)


def places(github: GithubSettings, key_version: int) -> list[Place]:
    """Every secret that the settings ask for."""
    return [Place(secret=github.secret_name, **one) for one in _asked(github, key_version)]


def _asked(github: GithubSettings, key_version: int) -> Iterator[dict[str, Any]]:
    for repository in github.repositories:
        yield _one(f"actions-key-{repository}", ACTIONS, repository=repository)
    for each in github.environments:
        for repository in each.repositories:
            name = f"environment-key-{repository}/{each.name}"
            yield _one(name, ENVIRONMENT, repository=repository, environment=each.name)
    if github.organization is not None:
        visibility = github.organization.visibility
        yield _one("organization-key", ORGANIZATION, visibility=visibility)
    for repository in github.dependabot:
        yield _one(f"dependabot-key-{repository}", DEPENDABOT, repository=repository)
    for repository in github.codespaces:
        name = f"codespaces-key-{repository}-v{key_version}"
        yield _one(name, CODESPACES, repository=repository)


def _one(name: str, kind: Kind, **where: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "where": where}


@dataclass(frozen=True, kw_only=True)
class Drift:
    """Foreign writes: which secrets are overwritten now, how often we wrote each one again."""

    overwritten: Sequence[str] = ()
    rewrites: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, record: Mapping[str, Any] | None) -> Drift:
        """From the output of an update; its numbers come back as floats."""
        record = record or {}
        counts = {name: whole(count) for name, count in record.get("rewrites", {}).items()}
        return cls(overwritten=record.get("overwritten", ()), rewrites=counts)

    def rewrites_of(self, name: str) -> int:
        """How often a secret had to be written again, this update included."""
        return self.rewrites.get(name, 0) + (name in self.overwritten)

    def next(self, overwritten: Iterable[str], known: Iterable[str]) -> dict[str, Any]:
        """The output after an update that wrote those secrets again."""
        counts = {name: count for name in known if (count := self.rewrites_of(name))}
        return {"overwritten": sorted(overwritten), "rewrites": counts}


def rewrite_step(overwritten: Sequence[str]) -> str:
    """What a person does about the secrets that somebody overwrote; or "nothing"."""
    if not overwritten:
        return NOTHING
    shown = ", ".join(overwritten[:_SHOWN])
    more = len(overwritten) - _SHOWN
    named = f"{shown} and {more} more" if more > 0 else shown
    return f"run pulumi up once more to write the key over what somebody else wrote into {named}"


def refresh_step(repositories: Sequence[str]) -> str:
    """What a person does about repositories that were made anew; or "nothing"."""
    if not repositories:
        return NOTHING
    shown = ", ".join(sorted(set(repositories))[:_SHOWN])
    return f"run pulumi refresh, then pulumi up: {shown} was made anew and lacks the key"


def all_steps(*steps: str) -> str:
    """Several next steps as one sentence, in order; or "nothing"."""
    return "; then ".join(step for step in steps if step != NOTHING) or NOTHING
