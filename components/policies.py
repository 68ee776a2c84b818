"""Pure policy documents: who may do what with the key.

Source: AWS Service Authorization Reference, "Actions, resources, and condition keys for AWS
Secrets Manager".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def reader_policy(secret_arn: str) -> str:
    """What a consumer may do: read and describe this one secret, at `AWSCURRENT` only.

    Two statements, because `DescribeSecret` carries no version stage: under the condition it
    would be denied. `ForAnyValue`, because AWS documents the stages of a request as a list.
    """
    return _document(
        [
            {
                "Sid": "ReadTheCurrentKey",
                "Effect": "Allow",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": secret_arn,
                "Condition": {
                    "ForAnyValue:StringEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}
                },
            },
            {
                "Sid": "DescribeTheSecret",
                "Effect": "Allow",
                "Action": "secretsmanager:DescribeSecret",
                "Resource": secret_arn,
            },
        ]
    )


def _document(statements: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
