"""The stand-in aws provider, which calls moto."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from sandbox.services.aws.app import AwsHandler
from sandbox.services.serving import HOST, Server
from tests.sandbox.providers.engine_side import EngineSide, Made, running

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
REGION = "eu-west-1"
HERE: Any = {"region_name": REGION, "aws_access_key_id": "a", "aws_secret_access_key": "b"}


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    server = Server(DomainDispatcherApplication(create_backend_app), handler=AwsHandler)
    yield f"http://{HOST}:{server.port}"
    server.stop()


@pytest.fixture(scope="session")
def engine(endpoint: str) -> Iterator[EngineSide]:
    services = ("cloudwatch", "iam", "kms", "logs", "s3", "secretsmanager", "sns", "ssm", "sts")
    settings = {
        "region": REGION,
        "accessKey": "a",
        "secretKey": "b",
        "endpoints": json.dumps([dict.fromkeys(services, endpoint)]),
        "skipCredentialsValidation": "true",
        "defaultTags": json.dumps({"tags": {"project": "submit-key"}}),
    }
    with running("aws", settings) as engine:
        yield engine


@pytest.fixture
def secrets_manager(endpoint: str) -> Any:
    return boto3.client("secretsmanager", endpoint_url=endpoint, **HERE)


@pytest.fixture
def secret(engine: EngineSide) -> Iterator[Made]:
    made = engine.create(SECRET, "store", recoveryWindowInDays=0)
    yield made
    engine.delete(made)
