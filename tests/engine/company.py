"""A company before its first environment."""

from __future__ import annotations

import subprocess
import sys

import yaml

from bootstrap.plan import Plan
from sandbox.services.aws.app import ACCOUNT
from sandbox.session import Session
from sandbox.stack import REGION
from tests.engine.person import Person


class Company:
    """A person with a checkout and rights on an empty AWS account, before any environment."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.session: Session = person.session
        self.url = person.session.addresses().aws_url

    def bootstrap(self, name: str, *options: str) -> subprocess.CompletedProcess[str]:
        arguments = [name, "--repository=acme/infrastructure", *options]
        return self.session.run(sys.executable, "-m", "bootstrap", *arguments)

    def plan(self, name: str) -> Plan:
        repository = "acme/infrastructure"
        return Plan(
            name=name, account=ACCOUNT, region=REGION, repository=repository, endpoint=self.url
        )

    def pulumi(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run the engine on the shared state, without the passphrase of the sandbox's stack."""
        command = ["env", "-u", "PULUMI_CONFIG_PASSPHRASE"]
        command += [f"PULUMI_BACKEND_URL={self.plan('staging').backend}", "pulumi", *arguments]
        return self.session.run(*command, "--non-interactive", stdin=stdin)

    def settle(self, name: str, key: str, repository: str) -> None:
        """Set what the bootstrap's `nextStep` says, and the addresses of the sandbox."""
        path = self.session.folder.project / f"Pulumi.{name}.yaml"
        document = yaml.safe_load(path.read_text())
        local = yaml.safe_load(self.session.folder.stack_settings.read_text())["config"]
        given = {name: value for name, value in local.items() if "submitKey" not in name}
        own = {"submit-key:github": {"repositories": [repository]}, "submit-key:access": {}}
        document["config"] = {**given, **document["config"], **own}
        document["config"].pop("submit-key:store", None)
        path.write_text(yaml.safe_dump(document))
        done = self.pulumi("config", "set", "--secret", "submitKey", f"--stack={name}", stdin=key)
        assert done.returncode == 0, done.stderr

    def up(self, name: str) -> subprocess.CompletedProcess[str]:
        return self.pulumi("up", "--yes", "--skip-preview", f"--stack={name}")

    def objects(self) -> dict[str, bytes]:
        s3, bucket = self.person.aws("s3"), self.plan("staging").state_bucket
        names = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
        return {name: s3.get_object(Bucket=bucket, Key=name)["Body"].read() for name in names}
