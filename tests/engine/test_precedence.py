"""What hides the key on GitHub is named, by a preview and by the daily check, and stops nothing."""

from __future__ import annotations

import sys

import pytest

from tests.engine.person import Person
from tests.engine.places import configure

pytestmark = [pytest.mark.engine, pytest.mark.story]

GITHUB = {
    "repositories": ["alpha"],
    "organization": {"visibility": "selected", "repositories": ["alpha", "beta"]},
}
REPOSITORY = "the secret SUBMIT_API_KEY of repository beta hides the organization's"
ENVIRONMENT = "SUBMIT_API_KEY of environment live of repository alpha hides the repository's"
LATE = "repository beta gets only the first 100 of the organization's secrets"


def test_what_hides_the_key_is_named_until_it_is_gone(operator: Person) -> None:
    configure(operator, GITHUB)
    made = operator.up()
    assert made.succeeded, made.output
    assert "hides" not in made.output
    well = operator.verify()
    assert well.succeeded, well.output
    live = "repos/acme/alpha/environments/live"
    operator.github.call("PUT", live).raise_for_status()
    for folder in ("repos/acme/beta/actions", live):
        operator.github.overwrite(f"{folder}/secrets/SUBMIT_API_KEY", "by-" + "hand")

    preview = operator.pulumi("preview")

    assert preview.succeeded, preview.output
    assert f"github.organization.repositories.1: {REPOSITORY}" in preview.output
    comment = operator.session.run(sys.executable, "-m", "ci", "preview", "local").stdout
    assert f"- warning: github.organization.repositories.1: {REPOSITORY}" in comment
    assert "deprecated" not in comment
    checked = operator.verify()
    assert not checked.succeeded
    assert REPOSITORY in checked.output
    assert ENVIRONMENT in checked.output
    outcome = operator.up()
    assert outcome.changes_nothing, outcome.output
    operator.github.call("DELETE", live).raise_for_status()
    path = "repos/acme/beta/actions/secrets/SUBMIT_API_KEY"
    operator.github.call("DELETE", path).raise_for_status()
    assert "hides" not in operator.pulumi("preview").output
    mended = operator.verify()
    assert mended.succeeded, mended.output


def test_a_key_behind_a_hundred_secrets_of_the_organization_is_named(operator: Person) -> None:
    folder = "orgs/acme/actions/secrets"
    body = {**operator.github.seal(folder, "other"), "visibility": "all"}
    for number in range(100):
        operator.github.call("PUT", f"{folder}/KEY_{number}", body).raise_for_status()
    configure(operator, GITHUB)

    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    assert "100 or more of the organization's secrets come before SUBMIT_API_KEY" in outcome.output
    checked = operator.verify()
    assert not checked.succeeded
    assert LATE in checked.output


def test_a_token_that_may_not_look_is_told_and_the_key_is_still_written(operator: Person) -> None:
    shared = {"visibility": "selected", "repositories": ["gamma"]}
    configure(operator, {**GITHUB, "organization": shared})
    operator.refuse_at_github({"status": 403, "path": "gamma/actions/secrets", "method": "GET"})

    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    assert "so nobody knows what hides the organization's secret" in outcome.output
