"""The examples in the docs are what the code writes, and never hold a key."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from bootstrap.rights import main, rights_of
from components.store.references import ecs_value_from, references
from docs.examples import EXAMPLES, WATCH, examples, external_secret, watch_rights
from sandbox.folder import CHECKOUT
from tests.support.policy_documents import findings

SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf"


def test_every_example_is_what_the_code_renders() -> None:
    kept = {path.name: path.read_text() for path in EXAMPLES.iterdir()}

    assert kept == examples(), "run: python -m docs.examples"
    assert WATCH.read_text() == watch_rights(), "run: python -m docs.examples"


def test_the_rights_of_the_watch_are_on_resources_that_aws_gives_them() -> None:
    ours = watch_rights().replace("REGION", "eu-west-1").replace("ACCOUNT", "123456789012")

    assert findings(ours) == []
    assert findings(ours.replace("sns:Subscribe", "sns:Unsubscribe"))


@pytest.mark.parametrize("name", examples())
def test_an_example_is_read_by_those_who_use_it(name: str) -> None:
    text = examples()[name]
    document = json.loads(text) if name.endswith("json") else yaml.safe_load(text)

    assert document
    if "Statement" in document and name not in ("key-policy.json", "deploy-role-trust.json"):
        assert findings(text) == []


def test_every_example_is_shown_in_the_docs() -> None:
    shown = {
        name
        for page in (CHECKOUT / "docs").glob("*.md")
        for name in re.findall(r"\(examples/([^)]+)\)", page.read_text())
    }

    assert shown == set(examples())


@pytest.mark.parametrize(
    ("shape", "expected"),
    [("plain", f"{SECRET}::AWSCURRENT:"), ("json", f"{SECRET}:apiKey:AWSCURRENT:")],
)
def test_ecs_is_given_the_current_version_by_name(shape: str, expected: str) -> None:
    assert ecs_value_from(SECRET, shape) == expected


def test_a_manifest_takes_the_key_out_of_the_json() -> None:
    [plain] = external_secret("x", "store", "plain")["spec"]["data"]
    [inside] = external_secret("x", "store", "json")["spec"]["data"]

    assert plain["remoteRef"] == {"key": "x", "version": "AWSCURRENT"}
    assert inside["remoteRef"] == {"key": "x", "version": "AWSCURRENT", "property": "apiKey"}


def test_a_reference_is_made_without_the_key() -> None:
    assert "key" not in references.__code__.co_varnames
    assert set(references(SECRET, "https://x.example", "plain")) == {
        "ecsValueFrom",
        "lambdaEnvironment",
    }


def test_the_rights_of_a_stack_are_printed_before_it_exists(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["prod", "123456789012"]) == 0

    assert json.loads(capsys.readouterr().out) == json.loads(
        rights_of("prod", "123456789012", CHECKOUT)
    )
    assert main(["prod"]) == 2
