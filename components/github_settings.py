"""The settings object `github`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from components.section import Section, distinct, matching

_Repository = Annotated[
    str,
    matching(
        r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}",
        "a bare repository name such as 'alpha'; the owner belongs in github:owner",
    ),
]
_SecretName = Annotated[
    str,
    matching(
        r"(?![Gg][Ii][Tt][Hh][Uu][Bb]_)[A-Za-z_][A-Za-z0-9_]*",
        "a name GitHub accepts: letters, digits and _, not starting with a digit or GITHUB_",
    ),
]


class GithubSettings(Section):
    """Where CI/CD jobs find the key (settings object `github`)."""

    repositories: Annotated[tuple[_Repository, ...], distinct(str.lower)] = Field(
        default=(),
        description="Bare names of the repositories whose Actions get the key;"
        " their owner is `github:owner`",
    )
    secret_name: _SecretName = Field(
        default="SUBMIT_API_KEY", description="Name of the Actions secret"
    )
    variable_name: _SecretName = Field(
        default="SUBMIT_BASE_URL", description="Name of the Actions variable with the base URL"
    )
