"""The settings object `github`.

Each name is kept in one case. GitHub ignores the case of names, but the engine does not: a name in
another case would be another resource, and to delete the old one would delete the new one's secret.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from components.section import Section, Text, distinct, matching

_Repository = Annotated[
    Text,
    matching(
        r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}",
        "a bare repository name such as 'alpha'; the owner belongs in github:owner",
    ),
    AfterValidator(str.lower),
]
_Repositories = Annotated[tuple[_Repository, ...], distinct()]
_SecretName = Annotated[
    Text,
    matching(
        r"(?![Gg][Ii][Tt][Hh][Uu][Bb]_)[A-Za-z_][A-Za-z0-9_]*",
        "a name GitHub accepts: letters, digits and _, not starting with a digit or GITHUB_",
    ),
    AfterValidator(str.upper),
]
_EnvironmentName = Annotated[
    Text,
    matching(
        r"(?! )[A-Za-z0-9 ._/-]{1,255}(?<! )",
        "the name of an environment: letters, digits, blanks and ._/-",
    ),
    AfterValidator(str.lower),
]


class Reviewers(Section):
    """Who approves a deployment to a GitHub environment; six at most."""

    teams: tuple[int, ...] = Field(default=(), max_length=6, examples=[(1234567,)])
    """Ids of teams"""
    users: tuple[int, ...] = Field(default=(), max_length=6)
    """Ids of users"""


class GithubEnvironment(Section):
    """A GitHub environment of some repositories; made only if `create` says so."""

    name: _EnvironmentName = Field(examples=["production"])
    repositories: _Repositories = Field(examples=[("alpha", "beta")])
    create: bool = False
    """Whether to make the environment, too"""
    reviewers: Reviewers = Reviewers()
    prevent_self_review: bool = False
    branches: Literal["any", "protected"] = "protected"
    """Which branches may deploy, where `create` is set"""


class GithubOrganization(Section):
    """The organization's secret and variable, and which repositories see them."""

    visibility: Literal["all", "private", "selected"] = Field(
        default="private", examples=["selected"]
    )
    repositories: _Repositories = Field(default=(), examples=[("alpha", "beta")])
    """Those of visibility `selected`"""


def _selection() -> AfterValidator:
    def check(organization: GithubOrganization | None) -> GithubOrganization | None:
        if organization is not None:
            is_selected = organization.visibility == "selected"
            if is_selected != bool(organization.repositories):
                raise ValueError("names repositories without visibility selected, or the reverse")
        return organization

    return AfterValidator(check)


def _each_once() -> AfterValidator:
    def check(environments: tuple[GithubEnvironment, ...]) -> tuple[GithubEnvironment, ...]:
        places = [(each.name, r) for each in environments for r in each.repositories]
        if len(set(places)) < len(places):
            raise ValueError("names one environment of a repository twice; list each once")
        return environments

    return AfterValidator(check)


class GithubSettings(Section):
    """Where CI/CD jobs find the key."""

    repositories: _Repositories = Field(default=(), examples=[("alpha", "beta")])
    """Bare names of the repositories whose Actions get the key; their owner is `github:owner`"""
    environments: Annotated[tuple[GithubEnvironment, ...], _each_once()] = ()
    """Environments whose jobs get the key"""
    organization: Annotated[GithubOrganization | None, _selection()] = None
    """An organization's secret and its variable: `visibility` and `repositories`"""
    dependabot: _Repositories = Field(default=(), examples=[("alpha",)])
    """Repositories whose Dependabot gets the key"""
    codespaces: _Repositories = Field(default=(), examples=[("alpha",)])
    """Repositories whose Codespaces get the key"""
    secret_name: _SecretName = "SUBMIT_API_KEY"  # noqa: S105 - a name on GitHub, not a value
    """Name of the Actions secret"""
    variable_name: _SecretName = "SUBMIT_BASE_URL"
    """Name of the Actions variable with the base URL"""


class AdoptSettings(Section):
    """What is there already, and is taken over although this stack did not make it."""

    secrets: bool = False
    """Whether to write over secrets on GitHub that this stack did not write"""
