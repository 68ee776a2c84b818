"""Pure: references to the key, for those who run the integration; they never hold the key.

Each names `AWSCURRENT`: so a consumer follows a rotation, and the reader policy allows it.

Source: Amazon ECS Developer Guide, "Pass Secrets Manager secrets through environment variables"
(`arn:json-key:version-stage:version-id`); External Secrets Operator, "AWS Secrets Manager";
GitHub Docs, "Using secrets in GitHub Actions".
"""

from __future__ import annotations

from typing import Any

from components.store.shape import Shape

KEY_VARIABLE = "SUBMIT_API_KEY"
BASE_URL_VARIABLE = "SUBMIT_BASE_URL"
CURRENT = "AWSCURRENT"


def ecs_value_from(secret_arn: str, shape: Shape) -> str:
    """The `valueFrom` of a container's secret: ECS reads it when a task starts."""
    json_key = "apiKey" if shape == "json" else ""
    return f"{secret_arn}:{json_key}:{CURRENT}:"


def lambda_environment(secret_arn: str, base_url: str) -> dict[str, str]:
    """The variables of a Lambda function, which reads the secret itself and may cache it."""
    return {f"{KEY_VARIABLE}_SECRET_ARN": secret_arn, BASE_URL_VARIABLE: base_url}


def references(secret_arn: str, base_url: str, shape: Shape) -> dict[str, Any]:
    """The output `references`."""
    return {
        "ecsValueFrom": ecs_value_from(secret_arn, shape),
        "lambdaEnvironment": lambda_environment(secret_arn, base_url),
    }
