"""The roles of a bootstrapped environment give sessions as long as the workflows ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto.core.base_backend import BackendDict

from bootstrap.deploy_policy import deploy_policy, trust_policy
from bootstrap.plan import Plan
from bootstrap.role_steps import Role
from sandbox.folder import CHECKOUT
from sandbox.services.aws.app import ACCOUNT, AwsApp, AwsHandler
from sandbox.services.serving import HOST, Server

PLAN = Plan(name="staging", account=ACCOUNT, region="eu-west-1", repository="acme/infra")
WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Any]:
    """Makes clients of an empty AWS."""
    BackendDict.reset()
    server = Server(AwsApp(tmp_path), handler=AwsHandler)
    session = boto3.Session("a", "b", region_name="eu-west-1")
    yield lambda service: session.client(service, endpoint_url=f"http://{HOST}:{server.port}")
    server.stop()
    BackendDict.reset()


def step(iam: Any) -> Role:
    name, trust = PLAN.role("deploy"), trust_policy(PLAN, "staging")
    return Role(name=name, iam=iam, trust=trust, policy=deploy_policy(PLAN))


def asked() -> dict[str, int]:
    """The seconds that each job asks for, by its name; AWS gives an hour where it asks nothing."""
    jobs = [job for path in WORKFLOWS for job in yaml.safe_load(path.read_text())["jobs"].items()]
    logins = {
        name: step.get("with", {}).get("role-duration-seconds", 3600)
        for name, job in jobs
        for step in job["steps"]
        if "role-to-assume" in step.get("with", {})
    }
    limits = {name: job["timeout-minutes"] * 60 for name, job in jobs}
    assert all(limits[name] <= seconds for name, seconds in logins.items()), (
        "a job outlives its login"
    )
    return logins


def log_in(aws: Any, seconds: int) -> Any:
    return aws("sts").assume_role_with_web_identity(
        RoleArn=PLAN.secret.iam(f"role/{PLAN.role('deploy')}"),
        RoleSessionName="deploy",
        WebIdentityToken="a-token",
        DurationSeconds=seconds,
    )


def test_a_role_gives_sessions_as_long_as_every_job_asks_for(aws: Any) -> None:
    made = step(aws("iam"))

    made.do()

    assert made.is_done()
    assert asked().keys() == {"preview", "up", "verify", "rotate"}
    for seconds in asked().values():
        assert log_in(aws, seconds)


def test_a_role_of_an_hour_is_brought_to_it_and_keeps_the_rest(aws: Any) -> None:
    iam, made = aws("iam"), step(aws("iam"))
    iam.create_role(
        RoleName=made.name, AssumeRolePolicyDocument=made.trust, Description="Of the company"
    )
    iam.put_role_policy(RoleName=made.name, PolicyName="submit-key", PolicyDocument=made.policy)
    assert not made.is_done()

    made.do()

    assert made.is_done()
    assert log_in(aws, max(asked().values()))
    assert iam.get_role(RoleName=made.name)["Role"]["Description"] == "Of the company"


def test_a_role_with_longer_sessions_keeps_them(aws: Any) -> None:
    made = step(aws("iam"))
    made.do()
    aws("iam").update_role(RoleName=made.name, MaxSessionDuration=43200)

    assert made.is_done()
    made.do()

    assert log_in(aws, 43200)
