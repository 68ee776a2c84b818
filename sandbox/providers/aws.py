"""The stand-in for the aws provider: one row per resource type."""

from __future__ import annotations

from functools import partial

from sandbox.providers import aws_client, aws_functions
from sandbox.providers.aws_secret_versions import VERSION
from sandbox.providers.aws_secretsmanager import SECRET, SECRET_POLICY
from sandbox.providers.provider import Provider
from sandbox.providers.resource import Resource
from sandbox.providers.schema import load

RESOURCES: dict[str, Resource] = {
    "aws:secretsmanager/secret:Secret": SECRET,
    "aws:secretsmanager/secretPolicy:SecretPolicy": SECRET_POLICY,
    "aws:secretsmanager/secretVersion:SecretVersion": VERSION,
}


def provider() -> Provider:
    """What `plugin.py` serves."""
    schema = load("aws")
    return Provider(
        schema=schema,
        connect=partial(aws_client.connect, schema),
        complaints=partial(aws_client.complaints, schema),
        explain=aws_client.explain,
        resources=RESOURCES,
        functions=aws_functions.FUNCTIONS,
    )
