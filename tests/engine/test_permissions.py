"""A token for GitHub needs the permissions of `docs/permissions.md`: all of them, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
import yaml

from components.github.permissions import Step, calls, permissions
from tests.engine.person import Outcome, Person

pytestmark = [pytest.mark.engine, pytest.mark.story]

GITHUB: dict[str, Any] = {
    "repositories": ["alpha"],
    "environments": [
        {"name": "live", "repositories": ["alpha"], "create": True},
        {"name": "other", "repositories": ["alpha"]},
    ],
    "organization": {"visibility": "selected", "repositories": ["alpha"]},
    "dependabot": ["alpha"],
    "codespaces": ["alpha"],
}
VARIABLES = (
    "orgs/acme/actions/variables",
    "repos/acme/alpha/actions/variables",
    "repos/acme/alpha/environments/live/variables",
)


OTHER = "repos/acme/alpha/environments/other"
LOOKED_UP = {
    "contents": "does not show the repository alpha",
    "pages": "does not show the repository alpha",
    "secrets": "does not list actions/secrets of alpha",
    "actions_variables": "does not list actions/variables of alpha",
    "environments": "does not list environments/live/secrets of alpha",
    "dependabot_secrets": "does not list dependabot/secrets of alpha",
    "codespaces_secrets": "does not list codespaces/secrets of alpha",
    "organization_secrets": "does not list what the organization has",
    "organization_actions_variables": "does not list what the organization has",
}
"""What a preview says without a permission. (Each token has `metadata`.)"""
NOT_GRANTED = "403 Resource not accessible by personal access token"


class Limited:
    """A person whose engine and program know GitHub by a token with these permissions alone."""

    def __init__(self, person: Person) -> None:
        self.person, self._exports = person, person.session.exports
        person.github.call("PUT", OTHER).raise_for_status()
        path = person.session.folder.stack_settings
        document = yaml.safe_load(path.read_text())
        document["config"] |= {"submit-key:github": GITHUB, "submit-key:environment": "staging"}
        path.write_text(yaml.safe_dump(document))

    def may(self, granted: Mapping[str, str]) -> None:
        """Use another token, as a variable: a refresh would use a setting of the last update."""
        whole, token = self._exports(), self.person.github.token(granted)
        self.person.session.exports = lambda: {**whole, "GITHUB_TOKEN": token}  # type: ignore

    def asked(self, verb: str, *options: str) -> set[tuple[str, str, str]]:
        """Which endpoints a command calls, each with the permission it needs."""
        before = len(self.person.github.journal())
        outcome = self.person.verify() if verb == "verify" else self.person.pulumi(verb, *options)
        assert outcome.succeeded, outcome.output
        journal = self.person.github.journal()[before:]
        return {(call["method"], call["endpoint"], call["needs"]) for call in journal}


@pytest.fixture
def limited(person: Person) -> Limited:
    return Limited(person)


def told(step: Step) -> set[tuple[str, str, str]]:
    return {
        (call.method, call.endpoint, f"{call.permission}={call.access}")
        for call in calls()
        if step in call.steps
    }


def needing(asked: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    return {call for call in asked if call[2]}


def test_a_whole_life_calls_what_the_table_says_and_needs_no_more(limited: Limited) -> None:
    person = limited.person
    limited.may(permissions(["preview"]))
    assert needing(limited.asked("preview")) == told("preview")
    limited.may(permissions(["preview", "update"]))
    asked = limited.asked("up", "--skip-preview")
    limited.may(permissions(["verify"]))
    limited.asked("refresh")
    assert needing(limited.asked("verify")) == told("verify")
    for folder in VARIABLES:
        changed = person.github.call("PATCH", f"{folder}/SUBMIT_BASE_URL", {"value": "else"})
        assert changed.ok
    limited.asked("refresh")
    limited.may(permissions(["preview", "update"]))
    person.set_key(person.new_key(), 2)
    asked |= limited.asked("up", "--skip-preview")
    person.github.call("DELETE", OTHER).raise_for_status()
    asked |= limited.asked("destroy")
    assert needing(asked) == told("update")


@pytest.mark.parametrize(
    "name", [name for name, access in permissions(["update"]).items() if access == "write"]
)
def test_an_update_without_one_of_the_permissions_says_where_it_was_refused(
    operator: Person, name: str
) -> None:
    limited = Limited(operator)
    limited.may(without(permissions(["update"]), name))

    assert_told(operator.up(), name)


def test_a_preview_without_one_of_the_permissions_says_what_it_could_not_see(
    operator: Person,
) -> None:
    limited = Limited(operator)
    looking = permissions(["preview"])

    assert looking.keys() - {"metadata"} == LOOKED_UP.keys()
    for name, said in LOOKED_UP.items():
        limited.may(without(looking, name))
        refused = operator.pulumi("preview")
        assert not refused.succeeded
        assert any(said in line and "(403)" in line for line in refused.errors), refused.output


def test_a_check_without_one_of_the_permissions_says_where_it_was_refused(
    operator: Person,
) -> None:
    limited = Limited(operator)
    limited.may(permissions(["update"]))
    assert operator.up().succeeded
    looking = permissions(["verify"])

    for name in looking:
        limited.may(without(looking, name))
        assert_told(operator.pulumi("refresh", "--diff", "--skip-preview"), name)


def without(granted: Mapping[str, str], name: str) -> dict[str, str]:
    """One permission less; reading in place of writing, where reading does not suffice."""
    less = {each: access for each, access in granted.items() if each != name}
    return {**less, name: "read"} if granted[name] == "write" else less


def assert_told(outcome: Outcome, permission: str) -> None:
    """Look for an endpoint that needs the permission in a refusal of one line."""
    assert not outcome.succeeded, permission
    seen = re.escape(LOOKED_UP.get(permission, "-"))
    refusals = [rf"{seen}.*\(403\)"]
    for call in calls():
        if call.permission == permission:
            path = re.sub("{[a-z]+}", "[^/]+", call.endpoint)
            refusals.append(rf"{call.method} \S+{path}: {NOT_GRANTED}")
            below = path.removeprefix("/repos/[^/]+/[^/]+")
            refusals.append(rf"did not remove \S+{below} \(status 403\); give the token")
    refused = re.compile("|".join(refusals))
    assert any(refused.search(line) for line in outcome.errors), outcome.errors
