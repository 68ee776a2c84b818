"""A stand-in provider without a service behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.providers.engine_side import EngineSide, Made, running

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
POLICY = "aws:iam/policy:Policy"
NOWHERE = {
    "region": "eu-west-1",
    "accessKey": "a",
    "secretKey": "b",
    "endpoints": '[{"secretsmanager": "http://127.0.0.1:9", "iam": "http://127.0.0.1:9"}]',
}


@pytest.fixture(scope="session")
def engine() -> Iterator[EngineSide]:
    """The aws plugin with an address where nobody listens, so a call to AWS fails."""
    with running("aws", NOWHERE) as engine:
        yield engine


def remembered(inputs: dict[str, object], state: dict[str, object], token: str = SECRET) -> Made:
    return Made(token=token, name="store", id="id", inputs=inputs, state=state)
