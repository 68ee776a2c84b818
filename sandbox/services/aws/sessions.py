"""Roles and their sessions where moto 5.2.5 differs from AWS.

Source: AWS STS API Reference, AssumeRole and AssumeRoleWithWebIdentity: a session that is asked for
longer than the role's MaxSessionDuration is a ValidationError. IAM API Reference, UpdateRole.
"""

from __future__ import annotations

from typing import Any

from moto.iam.exceptions import NotFoundException
from moto.iam.models import IAMBackend, Role, iam_backends
from moto.sts.exceptions import STSValidationError
from moto.sts.models import AssumedRole, STSBackend

_assume_role, _update_role = STSBackend.assume_role, IAMBackend.update_role


def mend_sessions() -> None:
    """Make moto use the rules below; before the first request."""
    STSBackend.assume_role = assume_role  # type: ignore[assignment, method-assign]
    IAMBackend.update_role = update_role  # type: ignore[assignment, method-assign]


def assume_role(backend: STSBackend, **asked: Any) -> AssumedRole:
    """Refuse a session longer than the role gives. moto gives any."""
    if asked["duration"] > _longest(backend, asked["role_arn"]):
        raise STSValidationError(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )
    return _assume_role(backend, **asked)


def _longest(backend: STSBackend, role_arn: str) -> float:
    """In seconds. moto also lets roles be assumed that do not exist."""
    roles = iam_backends[backend.account_id][backend.partition]
    try:
        return int(roles.get_role_by_arn(role_arn).max_session_duration or 3600)
    except NotFoundException:
        return float("inf")


def update_role(backend: IAMBackend, role_name: str, description: str | None, longest: str) -> Role:
    """UpdateRole leaves a description that it is not given; moto takes it away."""
    kept = backend.get_role(role_name).description if description is None else description
    return _update_role(backend, role_name, kept, longest)
