"""Make the stack `local` ready for `pulumi up`: its settings name the sandbox's addresses."""

from __future__ import annotations

from typing import Any

import yaml

from sandbox.folder import SandboxFolder
from sandbox.process import Addresses
from sandbox.services.github.repositories import ORGANIZATION

STACK = "local"
REGION = "eu-west-1"
DRAIN_SECONDS = 5
"""How long the stack lets a former key live on: an hour is too long to look at."""
_SERVICES = ("secretsmanager", "ssm", "kms", "iam", "sts", "sns", "logs", "cloudwatch", "s3")
_ENVIRONMENT = {
    "submit-key:environment": "development",
    "submit-key:allowedHosts": ["127.0.0.1"],
    "submit-key:store": {"recoveryWindowInDays": 0},
    "submit-key:retirement": {"drainSeconds": DRAIN_SECONDS},
    "submit-key:access": {"readers": ["submit-reader"]},
    "submit-key:github": {"repositories": ["alpha", "beta"]},
}


def prepare(folder: SandboxFolder, addresses: Addresses) -> None:
    """Write the stack's settings: keep what a person set, renew the addresses."""
    path = folder.stack_settings
    before = yaml.safe_load(path.read_text()) if path.exists() else {}
    config = {**_ENVIRONMENT, **before.get("config", {}), **_addresses(addresses)}
    if config != before.get("config"):
        path.write_text(yaml.safe_dump({**before, "config": config}, sort_keys=False))


def _addresses(addresses: Addresses) -> dict[str, Any]:
    return {
        "submit-key:baseUrl": addresses.base_url,
        "aws:region": REGION,
        "aws:endpoints": [dict.fromkeys(_SERVICES, addresses.aws_url)],
        "aws:skipCredentialsValidation": "true",
        "aws:skipRequestingAccountId": "true",
        "aws:skipMetadataApiCheck": "true",
        "github:baseUrl": f"{addresses.github_url}/",
        "github:owner": ORGANIZATION,
    }
