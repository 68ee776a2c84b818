"""Whose a secret on GitHub is: nothing of somebody else's is written over in silence."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.engine.person import Person
from tests.engine.places import FOLDERS, configure, everywhere, is_whole
from tests.support.github_service import sha256

pytestmark = [pytest.mark.engine, pytest.mark.story]

SECRET, VARIABLE = "secrets/SUBMIT_API_KEY", "variables/SUBMIT_BASE_URL"


def second_stack(person: Person, name: str) -> Person:
    """A person at a stack beside the first one, with a key of its own and the same settings."""
    session = person.session
    settings = session.folder.stack_settings
    (settings.parent / f"Pulumi.{name}.yaml").write_bytes(settings.read_bytes())
    session.pulumi("stack", "init", "--no-select", name)
    session.pulumi("stack", "select", name)
    session.pulumi("config", "set", "--path", "store.name", f"submit-key/{name}")
    session.pulumi("config", "set", "--secret", "submitKey", stdin=person.new_key())
    return Person(session)


def test_a_second_stack_is_refused_in_preview_and_writes_nothing(operator: Person) -> None:
    second = second_stack(operator, "second")
    before = second.github.writes()

    for verb, *options in (("preview",), ("up", "--skip-preview")):
        outcome = second.pulumi(verb, *options)

        assert not outcome.succeeded
        said = r"github\.repositories\.[01]: the repository (alpha|beta) has actions/secrets/SUBMIT"
        assert re.search(said, outcome.output), outcome.output
        assert "already, which this stack did not write; choose another" in outcome.output
        assert "Traceback" not in outcome.output
    assert second.github.writes() == before


def test_what_a_person_wrote_is_taken_over_only_where_the_settings_say_so(
    operator: Person,
) -> None:
    github = everywhere("gamma")
    for folder in FOLDERS:
        path = folder.format("gamma")
        if "environments" in path:
            operator.github.call("PUT", path).raise_for_status()
        seen = {"visibility": "all"} if path.startswith("orgs/") else {}
        operator.github.overwrite(f"{path}/{SECRET}", "by-" + "hand", **seen)
    for kind, given in github.items():
        configure(operator, {"repositories": ["alpha", "beta"], kind: given})
        outcome = operator.pulumi("preview")
        assert not outcome.succeeded, kind
        assert SECRET in outcome.output, kind
        assert "which this stack did not write; choose another" in outcome.output, kind

    configure(operator, github, adopt={"secrets": True})
    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    assert is_whole(operator, "gamma")


def test_an_update_that_broke_off_goes_on_with_what_it_wrote(operator: Person) -> None:
    configure(operator, everywhere("gamma"))
    operator.refuse_at_github({"status": 403, "path": "dependabot", "method": "PUT"})
    assert not operator.up().succeeded
    written = "repos/acme/gamma/actions/secrets/SUBMIT_API_KEY"
    assert operator.github.digest(written) == sha256(operator.key)
    operator.refuse_at_github({})

    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    assert is_whole(operator, "gamma")


def test_the_state_of_an_older_version_is_taken_over_without_a_moment_of_absence(
    operator: Person,
) -> None:
    configure(operator, everywhere("alpha"))
    assert operator.up().succeeded
    exported = json.loads(operator.session.pulumi("stack", "export", "--show-secrets"))
    operator.session.pulumi("stack", "import", stdin=json.dumps(older(exported)))
    before = operator.github.writes()

    outcome = operator.up()

    assert outcome.succeeded, outcome.output
    assert operator.github.writes() == before
    assert is_whole(operator, "alpha")
    assert operator.up().changes_nothing


def older(exported: dict[str, Any]) -> dict[str, Any]:
    """The same state as a version before `RepositoryWithdrawal` would have left it."""
    resources = exported["deployment"]["resources"]
    added = {each["urn"] for each in resources if each["type"].endswith(":RepositoryWithdrawal")}
    assert added
    left = [each for each in resources if each["urn"] not in added]
    for each in left:
        each.pop("deletedWith", None)
        each.pop("aliases", None)
        each["dependencies"] = [on for on in each.get("dependencies", []) if on not in added]
        each["propertyDependencies"] = {
            name: [on for on in ons or [] if on not in added]
            for name, ons in (each.get("propertyDependencies") or {}).items()
        }
        _by_name(each)
    exported["deployment"]["resources"] = left
    return exported


def _by_name(resource: dict[str, Any]) -> None:
    """Let it know the repository by its name, and the outputs nothing of any repository."""
    outputs = resource.get("outputs", {})
    outputs.get("ciDrift", {}).pop("repositories", None)
    for properties in (resource.get("inputs", {}), outputs):
        path = str(properties.get("path", ""))
        if path.startswith("repositories/"):
            properties["path"] = path.replace("repositories/1001", "repos/{owner}/alpha")
