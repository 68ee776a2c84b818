"""Pure: what is called at GitHub, when, and with which permission of a fine-grained token or App.

Source: GitHub Docs, "Permissions required for fine-grained personal access tokens" (the same for
Apps); the calls of the github provider 6.15.0, and those of `CiWithdrawal` and of `ci.precedence`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Step = Literal["preview", "update", "verify"]
"""`update` is a destroy, too; `verify` is what a refresh reads and the daily check asks."""

STEPS: Sequence[Step] = ("preview", "update", "verify")
NAMES = {
    "metadata": "Metadata",
    "contents": "Contents",
    "pages": "Pages",
    "secrets": "Secrets",
    "actions_variables": "Variables",
    "administration": "Administration",
    "actions": "Actions",
    "environments": "Environments",
    "dependabot_secrets": "Dependabot secrets",
    "codespaces_secrets": "Codespaces secrets",
    "organization_secrets": "organization: Secrets",
    "organization_actions_variables": "organization: Variables",
}
"""Each permission by the name that an App's manifest and GitHub's header have, as its page says."""
_REPOSITORY = "/repos/{owner}/{repo}"
_ENVIRONMENT = f"{_REPOSITORY}/environments/{{environment}}"
_ORGANIZATION = "/orgs/{organization}/actions"
_LOOKING: Sequence[Step] = ("preview", "update")
_CHECKING: Sequence[Step] = ("verify",)
_ORGANIZATIONS, _ENVIRONMENTS = "github.organization", "github.environments"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One endpoint, as the settings make the program or the provider call it."""

    method: str
    endpoint: str
    permission: str
    access: Literal["read", "write"]
    steps: Sequence[Step]
    setting: str
    """What has to be set, for it to be called."""


def calls() -> Iterator[Call]:
    """Every call that needs a permission."""
    for part, permission in (("", "metadata"), ("/license", "contents"), ("/pages", "pages")):
        yield _call("GET", _REPOSITORY + part, permission, _LOOKING, "github")
    yield from _secrets(f"{_REPOSITORY}/actions", "secrets", "github.repositories")
    yield from _variables(f"{_REPOSITORY}/actions", "actions_variables", "github.repositories")
    where = f"{_ENVIRONMENTS}, where `create` is set"
    for method in ("PUT", "DELETE"):
        yield _call(method, _ENVIRONMENT, "administration", ("update",), where)
    yield _call("GET", _ENVIRONMENT, "actions", ("verify",), where)
    gone = f"{_ENVIRONMENTS}, where an environment was deleted"
    yield _call("GET", f"{_REPOSITORY}/environments", "actions", ("update",), gone)
    yield from _secrets(_ENVIRONMENT, "environments", _ENVIRONMENTS)
    yield from _variables(_ENVIRONMENT, "environments", _ENVIRONMENTS)
    yield from _secrets(f"{_REPOSITORY}/dependabot", "dependabot_secrets", "github.dependabot")
    yield from _secrets(f"{_REPOSITORY}/codespaces", "codespaces_secrets", "github.codespaces")
    yield from _secrets(_ORGANIZATION, "organization_secrets", _ORGANIZATIONS)
    yield from _variables(_ORGANIZATION, "organization_actions_variables", _ORGANIZATIONS)
    for kind in ("secrets", "actions_variables"):
        listed = f"{_ORGANIZATION}/{kind.removeprefix('actions_')}/{{name}}/repositories"
        yield _call("GET", listed, f"organization_{kind}", ("update", "verify"), _ORGANIZATIONS)
    yield from _of_precedence()


def _of_precedence() -> Iterator[Call]:
    """To see what hides the organization's, and in environments also what is a repository's."""
    seen = f"{_REPOSITORY}/actions/organization-secrets"
    yield _call("GET", seen, "secrets", _CHECKING, _ORGANIZATIONS)
    for kind, permission in (("secrets", "secrets"), ("variables", "actions_variables")):
        url = f"{_REPOSITORY}/actions/{kind}"
        yield _call("GET", url, permission, _LOOKING, _ORGANIZATIONS)
        yield _call("GET", f"{url}/{{name}}", permission, _CHECKING, _ORGANIZATIONS)
    for setting in ("github.repositories", _ORGANIZATIONS):
        yield _call("GET", f"{_REPOSITORY}/environments", "actions", _CHECKING, setting)
        for kind in ("secrets", "variables"):
            url = f"{_ENVIRONMENT}/{kind}/{{name}}"
            yield _call("GET", url, "environments", _CHECKING, setting)


def _secrets(url: str, permission: str, setting: str) -> Iterator[Call]:
    one = f"{url}/secrets/{{name}}"
    yield _call("GET", f"{url}/secrets", permission, _LOOKING, setting)
    yield _call("GET", f"{url}/secrets/public-key", permission, ("update",), setting)
    yield _call("GET", one, permission, ("update", "verify"), setting)
    for method in ("PUT", "DELETE"):
        yield _call(method, one, permission, ("update",), setting)


def _variables(url: str, permission: str, setting: str) -> Iterator[Call]:
    one = f"{url}/variables/{{name}}"
    yield _call("GET", f"{url}/variables", permission, _LOOKING, setting)
    yield _call("POST", f"{url}/variables", permission, ("update",), setting)
    yield _call("GET", one, permission, ("update", "verify"), setting)
    for method in ("PATCH", "DELETE"):
        yield _call(method, one, permission, ("update",), setting)


def _call(method: str, endpoint: str, permission: str, steps: Sequence[Step], setting: str) -> Call:
    # GitHub lets nobody read a Codespaces secret who may not write it.
    is_read = method == "GET" and permission != "codespaces_secrets"
    return Call(
        method=method,
        endpoint=endpoint,
        permission=permission,
        access="read" if is_read else "write",
        steps=steps,
        setting=setting,
    )


def permissions(steps: Sequence[Step] = STEPS) -> dict[str, str]:
    """What a token for these steps needs where every place is used: `{"secrets": "write", ...}`."""
    needed: dict[str, str] = {}
    for call in calls():
        if set(steps) & set(call.steps) and needed.get(call.permission) != "write":
            needed[call.permission] = call.access
    return needed
