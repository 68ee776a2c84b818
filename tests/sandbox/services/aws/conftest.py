"""The stand-in of AWS on a real port, with empty data for each test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from moto.core.base_backend import BackendDict

from sandbox.services.aws.app import AwsApp, AwsHandler
from tests.sandbox.exchangeable import Exchangeable

VALUE = "canary-" + "Qk72Lp"
NAME = "submit/key"
REGION = "eu-west-1"
Client = Callable[[str], Any]
User = Callable[..., Any]
"""Takes a service, a policy and, perhaps, a region."""


@pytest.fixture(scope="module")
def aws() -> Iterator[Exchangeable]:
    made = Exchangeable(AwsHandler)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def url(aws: Exchangeable) -> str:
    return aws.url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[Client]:
    """Makes boto3 clients, each once: making one takes longer than a test does."""
    made: dict[str, Any] = {}

    def of(service: str) -> Any:
        if service not in made:
            made[service] = boto3.client(
                service,
                region_name="eu-west-1",
                endpoint_url=url,
                aws_access_key_id="sandbox",
                aws_secret_access_key="sandbox",
                config=Config(retries={"total_max_attempts": 1}),
            )
        return made[service]

    yield of
    for each in made.values():
        each.close()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, aws: Exchangeable) -> Iterator[Path]:
    """An empty data folder for each test."""
    start(aws, tmp_path)
    yield tmp_path
    BackendDict.reset()


@pytest.fixture
def secrets(client: Client) -> Any:
    """Secrets Manager with one secret that has no value yet."""
    client("secretsmanager").create_secret(Name=NAME)
    return client("secretsmanager")


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def user(client: Client, url: str) -> Iterator[User]:
    """Makes clients of a user with this policy, in any region; IAM is enforced from then on."""

    def of(service: str, document: str, region: str = REGION) -> Any:
        iam = client("iam")
        iam.create_user(UserName="u")
        iam.put_user_policy(UserName="u", PolicyName="own", PolicyDocument=document)
        made = iam.create_access_key(UserName="u")["AccessKey"]
        requests.put(f"{url}/control/enforcement", json=True, timeout=5).raise_for_status()
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=url,
            aws_access_key_id=made["AccessKeyId"],
            aws_secret_access_key=made["SecretAccessKey"],
            config=Config(retries={"total_max_attempts": 1}),
        )

    yield of
    requests.put(f"{url}/control/enforcement", json=False, timeout=5).raise_for_status()


def start(aws: Exchangeable, folder: Path) -> None:
    """Load the stand-in's data from a folder, as a new process does."""
    BackendDict.reset()
    aws.app = AwsApp(folder)


def put(secrets: Any, value: str, *labels: str) -> str:
    more = {"VersionStages": list(labels)} if labels else {}
    return str(secrets.put_secret_value(SecretId=NAME, SecretString=value, **more)["VersionId"])


def labels(secrets: Any) -> dict[str, set[str]]:
    stages = secrets.describe_secret(SecretId=NAME).get("VersionIdsToStages", {})
    return {version: set(held) for version, held in stages.items()}


def current(secrets: Any) -> str:
    return str(secrets.get_secret_value(SecretId=NAME)["SecretString"])
