"""A sandbox for each test, and what a person would look at in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
import yaml
from github.Repository import Repository

from sandbox.place import Place
from sandbox.session import Session
from sandbox.stack import REGION
from tests.pygithub import pygithub

SECRET = "submit-key/local"
REPOSITORIES = ("alpha", "beta")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a command of the engine did."""

    succeeded: bool
    output: str

    @property
    def errors(self) -> list[str]:
        """The distinct errors it named, but for the engine's own "update failed"."""
        lines = [line.strip() for line in self.output.splitlines()]
        said = [line for line in lines if line.startswith("error: ")]
        return [line for line in dict.fromkeys(said) if line != "error: update failed"]

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the engine counted no change."""
        counted = self.output.split("Resources:")[1]
        return "unchanged" in counted and "change" not in counted.replace("unchanged", "")


class Person:
    """Does what an operator does, and looks where an operator looks."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.key = session.pulumi("config", "get", "submitKey").strip()
        addresses = session.addresses()
        session_of_boto3 = boto3.Session("operator", "operator", region_name=REGION)
        self.store = session_of_boto3.client("secretsmanager", endpoint_url=addresses.aws_url)
        self.iam = session_of_boto3.client("iam", endpoint_url=addresses.aws_url)
        self._github = addresses.github_url

    def pulumi(self, verb: str, *options: str) -> Outcome:
        """`pulumi VERB` without questions."""
        sure = () if verb == "preview" else ("--yes",)
        done = self.session.run("pulumi", verb, "--non-interactive", *sure, *options)
        return Outcome(succeeded=done.returncode == 0, output=done.stdout + done.stderr)

    def up(self) -> Outcome:
        """`pulumi up`, without the preview (half of the time)."""
        return self.pulumi("up", "--skip-preview")

    def new_key(self) -> str:
        """Create a key in the Vault."""
        return self.session.control().create_key()["key"]

    def set_key(self, key: str, key_version: int) -> None:
        """Set the key and its version."""
        self.session.set_key(key, key_version)
        self.key = key

    def set_store(self, store: dict[str, Any]) -> None:
        """Set the whole object `store`: an option that is left out is gone."""
        path = self.session.place.stack_settings
        settings = yaml.safe_load(path.read_text())
        settings["config"]["submit-key:store"] = store
        path.write_text(yaml.safe_dump(settings, sort_keys=False))

    def rotate(self, key_version: int) -> Outcome:
        """Create a key in the Vault, set it, bump the version, `pulumi up`."""
        self.set_key(self.new_key(), key_version)
        return self.up()

    def asked(self) -> list[dict[str, Any]]:
        """What the Submit API was asked so far."""
        return [json.loads(line) for line in self.session.control().asked().splitlines()]

    def test_requests(self) -> list[str]:
        """The references of the test jobs that were asked for so far."""
        return [request["externalId"] for request in self.asked() if request["externalId"]]

    def stored(self, stage: str = "AWSCURRENT") -> str:
        """The text in the store under a label."""
        answer = self.store.get_secret_value(SecretId=SECRET, VersionStage=stage)
        return str(answer["SecretString"])

    def stored_in(self, secret: str) -> str:
        """The current text of a secret by its name."""
        return str(self.store.get_secret_value(SecretId=secret)["SecretString"])

    def labels(self) -> set[str]:
        """All labels in use in the store."""
        versions = self.store.describe_secret(SecretId=SECRET)["VersionIdsToStages"]
        return {label for labels in versions.values() for label in labels}

    def readers(self) -> list[str]:
        """The policies attached to the role that the settings name."""
        listed = self.iam.list_attached_role_policies(RoleName="submit-reader")
        return [policy["PolicyName"] for policy in listed["AttachedPolicies"]]

    def repository(self, name: str) -> Repository:
        """A repository as PyGithub sees it."""
        token = self.session.exports()["GITHUB_TOKEN"]
        return pygithub(self._github, token).get_repo(f"acme/{name}")

    def ci_digest(self, name: str) -> str | None:
        """SHA-256 of what a repository's secret holds; None where there is no such secret."""
        path = f"repos/acme/{name}/actions/secrets/SUBMIT_API_KEY"
        answer = requests.get(f"{self._github}/control/secret", params={"path": path}, timeout=5)
        return answer.json()["sha256"] if answer.ok else None

    def refuse_at_github(self, fault: dict[str, Any]) -> None:
        """Say which calls GitHub refuses; {} clears."""
        requests.put(f"{self._github}/control/faults", json=fault, timeout=5).raise_for_status()

    def refuse_at_aws(self, fault: dict[str, Any]) -> None:
        """Say which call AWS refuses; {} clears."""
        url = f"{self.session.addresses().aws_url}/control/faults"
        requests.put(url, json=fault, timeout=5).raise_for_status()

    def secret_writes(self) -> list[str]:
        """The paths of all secrets that GitHub was told so far, also where it refused."""
        lines = requests.get(f"{self._github}/control/requests", timeout=5).text.splitlines()
        asked = [json.loads(line) for line in lines]
        return [
            request["path"]
            for request in asked
            if request["method"] == "PUT" and "/actions/secrets/" in request["path"]
        ]


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    """A person at a fresh sandbox whose stack has its first key set."""
    project = tmp_path / "project"
    project.mkdir()
    session = Session(Place.apart(project))
    session.up()
    yield Person(session)
    session.down()


@pytest.fixture(scope="session")
def bootstrapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project after its first `pulumi up`, at rest: made once, copied for each test."""
    project = tmp_path_factory.mktemp("bootstrapped")
    session = Session(Place.apart(project))
    session.up()
    outcome = Person(session).up()
    session.down()
    assert outcome.succeeded, outcome.output
    return project


@pytest.fixture
def operator(tmp_path: Path, bootstrapped: Path) -> Iterator[Person]:
    """A person at a sandbox after its first `pulumi up`."""
    project = shutil.copytree(bootstrapped, tmp_path / "project", symlinks=True)
    session = Session(Place(project=project))
    session.up()
    yield Person(session)
    session.down()
