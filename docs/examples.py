"""Writes `docs/examples/` and `docs/watch-policy.json` from the code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bootstrap.rights import rights
from bootstrap.watch_policy import Watched, watch_policy
from components.access.reader_policy import reader_policy
from components.access.resource_policy import resource_policy
from components.access.scope import readable
from components.access.settings import AccessSettings
from components.access.trust_policy import ISSUER, subject, trust_policy
from components.aws.arn import Arn
from components.github.settings import GithubSettings
from components.store.kms_policy import key_policy
from components.store.references import (
    BASE_URL_VARIABLE,
    CURRENT,
    KEY_VARIABLE,
    ecs_value_from,
    lambda_environment,
)
from components.store.settings import StoreSettings
from components.store.shape import Shape

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "docs" / "examples"
WATCH = ROOT / "docs" / "watch-policy.json"
ACCOUNT = "123456789012"
REGION = "eu-west-1"
BASE_URL = "https://submit.atomyx.io/api"
STORE = StoreSettings(name="submit-key/prod")
ACCESS = AccessSettings.model_validate(
    {
        "readers": ["submit-integration"],
        "deploy": {"repository": "your-organization/submit-key", "environment": "production"},
    }
)


def examples() -> dict[str, str]:
    """The text of each example by file name."""
    secret = Arn.of_secret(STORE.name, REGION, ACCOUNT)
    arn, github = f"{secret}-AbCdEf", GithubSettings()
    found = readable(STORE, arn, None)
    trusted = subject("your-organization/submit-key", environment="production", branch=None)
    issuer = secret.iam(f"oidc-provider/{ISSUER}")
    return {
        "ecs-container.json": _json(ecs_container(arn, BASE_URL, "plain")),
        "ecs-container-of-json.json": _json(ecs_container(arn, BASE_URL, "json")),
        "lambda-environment.json": _json(lambda_environment(arn, BASE_URL)),
        "external-secret.yaml": _yaml(external_secret(STORE.name, "aws-secrets", "plain")),
        "github-workflow.yaml": _yaml(github_workflow(github.secret_name, github.variable_name)),
        "reader-policy.json": _json(json.loads(reader_policy(found))),
        "resource-policy.json": _json(json.loads(resource_policy())),
        "key-policy.json": _json(json.loads(key_policy(secret))),
        "deploy-role-trust.json": _json(json.loads(trust_policy(issuer, trusted))),
        "rotator-policy.json": _json(json.loads(rights("prod", STORE, ACCESS, REGION, ACCOUNT))),
    }


def watch_rights() -> str:
    """The policy of the watch; capitals stand for what differs from stack to stack."""
    near = Arn(
        partition="aws", service="sns", region="REGION", account="ACCOUNT", resource="anything"
    )
    watched = Watched(
        near=near,
        stack="STACK",
        log_group="LOG-GROUP",
        bucket="BUCKET",
        organization="ORGANIZATION",
    )
    return _json(json.loads(watch_policy(watched)))


def ecs_container(secret_arn: str, base_url: str, shape: Shape) -> dict[str, Any]:
    """The part of a container definition that gives a task the key."""
    value_from = ecs_value_from(secret_arn, shape)
    return {
        "environment": [{"name": BASE_URL_VARIABLE, "value": base_url}],
        "secrets": [{"name": KEY_VARIABLE, "valueFrom": value_from}],
    }


def external_secret(secret_name: str, store: str, shape: Shape) -> dict[str, Any]:
    """The manifest of an ExternalSecret; `store` names a SecretStore that uses the reader role.

    It reads the key again every 5 minutes; that must be less than `retirement.drainSeconds`.
    """
    remote = {"key": secret_name, "version": CURRENT}
    whole = {**remote, "property": "apiKey"} if shape == "json" else remote
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": {"name": "submit-api-key"},
        "spec": {
            "refreshInterval": "5m",
            "secretStoreRef": {"name": store, "kind": "SecretStore"},
            "target": {"name": "submit-api-key", "creationPolicy": "Owner"},
            "data": [{"secretKey": KEY_VARIABLE, "remoteRef": whole}],
        },
    }


def github_workflow(secret_name: str, variable_name: str) -> dict[str, Any]:
    """A workflow that calls the Submit API. Only one step has the key in its environment."""
    step = {
        "name": "Call the Submit API",
        "run": "./submit.sh",
        "env": {
            KEY_VARIABLE: f"${{{{ secrets.{secret_name} }}}}",
            BASE_URL_VARIABLE: f"${{{{ vars.{variable_name} }}}}",
        },
    }
    checkout = {"uses": "actions/checkout@v4", "with": {"persist-credentials": False}}
    return {
        "name": "Submit",
        "on": {"workflow_dispatch": {}},
        "permissions": {"contents": "read"},
        "jobs": {"submit": {"runs-on": "ubuntu-latest", "steps": [checkout, step]}},
    }


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2) + "\n"


def _yaml(document: Mapping[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False)


def main() -> None:
    """Write the examples and the policy of the watch."""
    EXAMPLES.mkdir(exist_ok=True)
    for name, text in examples().items():
        (EXAMPLES / name).write_text(text)
    WATCH.write_text(watch_rights())


if __name__ == "__main__":
    main()
