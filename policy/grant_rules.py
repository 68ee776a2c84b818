"""Pure: rules against public access to the secret and against wildcards that reach it.

Source: AWS Secrets Manager User Guide, "Secrets Manager best practices"; IAM User Guide, "Grant
least privilege".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

SECRET_POLICIES = (
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:secretsmanager/secret:Secret",
)
IDENTITY_POLICIES = (
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
)
_READS = (
    "secretsmanager:GetSecretValue",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:PutResourcePolicy",
    "ssm:GetParameter",
    "kms:Decrypt",
)
"""Actions that give the key, or the right to read it."""
_NO_RESOURCE = ("secretsmanager:BatchGetSecretValue",)
_CONDITIONS_OF_ACCOUNT = ("aws:principalarn", "aws:principalaccount", "aws:principalorgid")


def public_access(properties: Mapping[str, Any]) -> Iterator[str]:
    """What makes a secret public, in `policy` and `blockPublicPolicy`."""
    for statement in _allowing(properties.get("policy")):
        if "*" in _principals(statement) and not _is_bound(statement):
            yield "the resource policy lets everybody in: name the principals"
    if "secretArn" in properties and properties.get("blockPublicPolicy") is not True:
        yield "blockPublicPolicy is not set: set it, so that AWS refuses a public policy"


def wildcards(properties: Mapping[str, Any], *, is_of_secret: bool) -> Iterator[str]:
    """Wildcard principals, actions and resources in a policy that reaches a secret's value."""
    for statement in _allowing(properties.get("policy")):
        actions = _listed(statement.get("Action", []))
        wide = [action for action in actions if "*" in action and _leads(action)]
        if wide:
            yield f"allows {wide[0]}: list the actions that are needed"
        if is_of_secret:
            if any("*" in principal for principal in _principals(statement)):
                yield "allows a wildcard principal: name the principals"
        elif any(_leads(action) and action not in _NO_RESOURCE for action in actions):
            wide = [each for each in _listed(statement.get("Resource", [])) if "*" in each]
            if wide and not _is_bound(statement):
                yield "reaches secrets by a wildcard resource: name the secret by its ARN"
        if "NotAction" in statement or "NotPrincipal" in statement or "NotResource" in statement:
            yield "allows all but some: list what is needed"


def _leads(action: str) -> bool:
    return any(fnmatchcase(read.lower(), action.lower()) for read in _READS)


def _is_bound(statement: Mapping[str, Any]) -> bool:
    keys = {key.lower() for block in statement.get("Condition", {}).values() for key in block}
    return any(key in keys for key in _CONDITIONS_OF_ACCOUNT)


def _allowing(policy: Any) -> Iterator[Mapping[str, Any]]:
    try:
        document = json.loads(policy) if isinstance(policy, str) else policy
    except ValueError:
        return
    if isinstance(document, Mapping):
        for statement in _listed(document.get("Statement", [])):
            if statement.get("Effect") == "Allow":
                yield statement


def _principals(statement: Mapping[str, Any]) -> list[str]:
    named = statement.get("Principal", {})
    if isinstance(named, str):
        return [named]
    return [arn for kind in named.values() for arn in _listed(kind)]


def _listed(item: Any) -> list[Any]:
    return list(item) if isinstance(item, list | tuple) else [item]
