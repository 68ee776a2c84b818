"""The actions of an operator, and what an operator can look up."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import boto3
import requests
import yaml
from github.Repository import Repository

from components.key.versions import TEST_REQUEST
from sandbox.session import Session
from sandbox.stack import REGION
from tests.support.github_service import GitHub, sha256

SECRET = "submit-key/local"
REPOSITORIES = ("alpha", "beta")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of a command of the engine."""

    succeeded: bool
    output: str

    @property
    def errors(self) -> list[str]:
        """The distinct errors that it printed, without the engine's own "update failed"."""
        lines = [line.strip() for line in self.output.splitlines()]
        said = [line for line in lines if line.startswith("error: ")]
        return [line for line in dict.fromkeys(said) if line != "error: update failed"]

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the engine counted only resources that it left as they were."""
        counted = self.output.split("Resources:")[1].strip().split("\n\n")[0]
        return re.fullmatch(r"\d+ unchanged", counted) is not None

    @property
    def only_asks(self) -> bool:
        """Tell whether nothing was done but the question about an open key, and its record."""
        done = r"^ *[-+~]+ +\S+ (\S+) .*(?:created|updated|deleted|replaced|discarded)"
        names = set(re.findall(done, self.output, re.MULTILINE))
        return self.succeeded and names <= {"submit-key-retirement", "submit-key-watch-record"}


class Person:
    """Acts as an operator, and looks up what an operator can see."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._boto3 = boto3.Session("operator", "operator", region_name=REGION)
        self.store, self.iam = self.aws("secretsmanager"), self.aws("iam")
        self.github = GitHub(session.addresses().github_url, session.exports()["GITHUB_TOKEN"])

    @cached_property
    def key(self) -> str:
        """The key in the stack's settings."""
        return self.session.pulumi("config", "get", "submitKey").strip()

    def aws(self, service: str) -> Any:
        """A client of boto3."""
        return self._boto3.client(service, endpoint_url=self.session.addresses().aws_url)

    def pulumi(self, verb: str, *options: str) -> Outcome:
        """Run `pulumi VERB` without confirmation."""
        sure = () if verb == "preview" else ("--yes",)
        done = self.session.run("pulumi", verb, "--non-interactive", *sure, *options)
        return Outcome(succeeded=done.returncode == 0, output=done.stdout + done.stderr)

    def up(self) -> Outcome:
        """Run `pulumi up` without its preview, which is half of the time."""
        return self.pulumi("up", "--skip-preview")

    def verify(self) -> Outcome:
        """Run the daily check."""
        done = self.session.run(sys.executable, "-m", "ci", "verify", "local")
        return Outcome(succeeded=done.returncode == 0, output=done.stdout + done.stderr)

    def proposed(self, preview: Outcome) -> list[str]:
        """The names of the resources that a preview with `--diff` says would change."""
        changed = re.split(r"^\s*[-+~]+ \S+: \(\w+\)", preview.output, flags=re.MULTILINE)[1:]
        return [re.findall(r"\[urn=.*::(.*)\]", step)[0] for step in changed]

    def proposes_nothing(self, when: str) -> None:
        """Require that a preview has nothing to do."""
        preview = self.pulumi("preview", "--expect-no-changes")
        assert preview.succeeded, f"{when}: {preview.output}"

    def new_key(self) -> str:
        """Create a key in the Vault."""
        return self.session.control().create_key()["key"]

    def set_key(self, key: str, key_version: int) -> None:
        """Set the key and its version."""
        self.session.set_key(key, key_version)
        self.key = key

    def set_store(self, store: dict[str, Any]) -> None:
        """Set the whole object `store`; options that are left out are removed."""
        path = self.session.folder.stack_settings
        settings = yaml.safe_load(path.read_text())
        settings["config"]["submit-key:store"] = store
        path.write_text(yaml.safe_dump(settings, sort_keys=False))

    def rotate(self, key_version: int) -> Outcome:
        """Create a key in the Vault, set it, raise the version and run `pulumi up`."""
        self.set_key(self.new_key(), key_version)
        return self.up()

    def asked(self) -> list[dict[str, Any]]:
        """The requests to the Submit API so far."""
        return [json.loads(line) for line in self.session.control().asked().splitlines()]

    def test_requests(self) -> list[str]:
        """The references of the test requests so far, one for each."""
        references = [request["externalId"] or "" for request in self.asked()]
        return [each for each in references if each.startswith(TEST_REQUEST)]

    def stored(self, stage: str = "AWSCURRENT") -> str:
        """The value in the store under a label."""
        answer = self.store.get_secret_value(SecretId=SECRET, VersionStage=stage)
        return str(answer["SecretString"])

    def stored_in(self, secret: str) -> str:
        """The current value of the secret with this name."""
        return str(self.store.get_secret_value(SecretId=secret)["SecretString"])

    def labels(self) -> set[str]:
        """All labels of the versions in the store."""
        versions = self.store.describe_secret(SecretId=SECRET)["VersionIdsToStages"]
        return {label for labels in versions.values() for label in labels}

    def readers(self) -> list[str]:
        """The policies attached to the role that the settings name."""
        listed = self.iam.list_attached_role_policies(RoleName="submit-reader")
        return [policy["PolicyName"] for policy in listed["AttachedPolicies"]]

    def repository(self, name: str) -> Repository:
        """A repository as PyGithub sees it."""
        return self.github.github.get_repo(f"acme/{name}")

    def ci_digest(self, name: str) -> str | None:
        """SHA-256 of the value of a repository's secret; None if there is no such secret."""
        return self.github.digest(f"repos/acme/{name}/actions/secrets/SUBMIT_API_KEY")

    def refuse_at_github(self, fault: dict[str, Any]) -> None:
        """Set which calls GitHub refuses; {} means none."""
        self.github.fault(**fault).raise_for_status()

    def refuse_at_aws(self, fault: dict[str, Any]) -> None:
        """Set which call AWS refuses; {} means none."""
        url = f"{self.session.addresses().aws_url}/control/faults"
        requests.put(url, json=fault, timeout=5).raise_for_status()

    def secret_writes(self) -> list[str]:
        """The paths of all secret writes to GitHub so far, also refused ones."""
        return [
            request["path"]
            for request in self.github.writes()
            if request["method"] == "PUT" and "/actions/secrets/" in request["path"]
        ]

    def aws_requests(self) -> list[dict[str, Any]]:
        """All requests to AWS so far: service, operation, status."""
        url = f"{self.session.addresses().aws_url}/control/requests"
        return [json.loads(line) for line in requests.get(url, timeout=5).text.splitlines()]

    def outputs(self) -> dict[str, Any]:
        """The outputs of the stack."""
        said: dict[str, Any] = json.loads(self.session.pulumi("stack", "output", "--json"))
        return said

    def states(self) -> dict[int, str]:
        """The state of each version's key, from the outputs."""
        return {int(life["version"]): life["state"] for life in self.outputs()["history"]}

    def turn_back_death(self, version: int, *, minutes: int) -> None:
        """Move a key's death into the past, in the state that the engine wrote."""
        document = json.loads(self.session.pulumi("stack", "export"))
        for resource in document["deployment"]["resources"]:
            for life in resource.get("outputs", {}).get("history", []):
                if life["version"] == version:
                    died = datetime.fromisoformat(life["revokedAt"]) - timedelta(minutes=minutes)
                    life["revokedAt"] = died.isoformat()
        self.session.pulumi("stack", "import", stdin=json.dumps(document))

    def vault_id(self, number: int) -> str:
        """The id in the Vault of the n-th key that was created."""
        return str(self.session.control().keys()[number]["id"])

    def retire_after(self, seconds: int) -> None:
        """Set how long a former key drains."""
        self.session.pulumi("config", "set", "--path", "retirement.drainSeconds", str(seconds))

    def everybody_holds(self, key: str) -> bool:
        """Whether the store and every repository hold this key."""
        held = {self.ci_digest(name) for name in REPOSITORIES}
        return self.stored() == key and held == {sha256(key)}
