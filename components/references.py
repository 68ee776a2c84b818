"""References to the key for those who run the integration: where it is, never what it is. Pure.

Each names `AWSCURRENT`, so that a consumer follows a rotation and the reader policy grants it.

Source: Amazon ECS Developer Guide, "Pass Secrets Manager secrets through environment variables"
(`arn:json-key:version-stage:version-id`); External Secrets Operator, "AWS Secrets Manager";
GitHub Docs, "Using secrets in GitHub Actions".
"""

from __future__ import annotations

from typing import Any

from components.stored_text import Shape

KEY_VARIABLE = "SUBMIT_API_KEY"
BASE_URL_VARIABLE = "SUBMIT_BASE_URL"
CURRENT = "AWSCURRENT"


def ecs_value_from(secret_arn: str, shape: Shape) -> str:
    """The `valueFrom` of a container's secret: ECS reads it when a task starts."""
    json_key = "apiKey" if shape == "json" else ""
    return f"{secret_arn}:{json_key}:{CURRENT}:"


def ecs_container(secret_arn: str, base_url: str, shape: Shape) -> dict[str, Any]:
    """The part of a container definition."""
    value_from = ecs_value_from(secret_arn, shape)
    return {
        "environment": [{"name": BASE_URL_VARIABLE, "value": base_url}],
        "secrets": [{"name": KEY_VARIABLE, "valueFrom": value_from}],
    }


def lambda_environment(secret_arn: str, base_url: str) -> dict[str, str]:
    """The variables of a function, which reads the secret itself and may cache it."""
    return {f"{KEY_VARIABLE}_SECRET_ARN": secret_arn, BASE_URL_VARIABLE: base_url}


def external_secret(secret_name: str, store: str, shape: Shape) -> dict[str, Any]:
    """The manifest of an ExternalSecret; `store` is the name of a SecretStore for the reader role.

    It asks again every 5 minutes, which has to be less than `retirement.drainSeconds`.
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
    """A workflow whose job calls the Submit API. The key is in the environment of one step only."""
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


def references(secret_arn: str, base_url: str, shape: Shape) -> dict[str, Any]:
    """The output `references`."""
    return {
        "ecsValueFrom": ecs_value_from(secret_arn, shape),
        "lambdaEnvironment": lambda_environment(secret_arn, base_url),
    }
