"""The stand-in aws provider before moto."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.sandbox.providers_engine import Engine, Made, running

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
REGION = "eu-west-1"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def engine(endpoint: str) -> Iterator[Engine]:
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
    return boto3.client(
        "secretsmanager",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )


@pytest.fixture
def secret(engine: Engine) -> Iterator[Made]:
    made = engine.create(SECRET, "store", recoveryWindowInDays=0)
    yield made
    engine.delete(made)
