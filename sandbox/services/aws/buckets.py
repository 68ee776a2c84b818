"""S3 where moto 5.2.5 differs from AWS: bucket policies, and who sees an object's lock.

Source: IAM User Guide, "Policy evaluation logic": a statement applies only where its condition
holds; moto leaves the condition out. The sandbox stands for AWS's TLS endpoints, so
`aws:SecureTransport` is true in it. Amazon S3 API Reference, HeadObject and GetObject: an object's
retention is returned only to who has `s3:GetObjectRetention`. Amazon S3 User Guide, "Locking
objects with Object Lock": in compliance mode nobody shortens a retention or changes its mode.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.exceptions import S3AccessDeniedError
from moto.s3.models import FakeBucket, S3Backend
from moto.s3.responses import S3Response

_PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
_LOCK = {"x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date"}
_head_object, _get_object = S3Response.head_object, S3Response.get_object
_put, _retain = S3Response._key_response_put, S3Backend.put_object_retention


def mend_buckets() -> None:
    """Make moto use the rule; before the first request."""
    FakeBucket.get_permission = _permission  # type: ignore[method-assign]
    S3Response.head_object = head_object  # type: ignore[assignment, method-assign]
    S3Response.get_object = get_object  # type: ignore[assignment, method-assign]
    S3Backend.put_object_retention = retain  # type: ignore[assignment, method-assign]
    S3Response._key_response_put = put  # type: ignore[assignment, method-assign]


def head_object(response: S3Response, bucket_name: str, *rest: Any, **more: Any) -> Any:
    """HeadObject, without the lock for who may not see it."""
    key_name = more.get("key_name") or rest[1]
    return _shown(response, _head_object(response, bucket_name, *rest, **more), key_name)


def get_object(response: S3Response) -> Any:
    """GetObject, likewise."""
    return _shown(response, _get_object(response), response.parse_key_name())


def put(response: S3Response, query: dict[str, Any], key_name: str) -> Any:
    """PutObject with a lock needs `s3:PutObjectRetention`, too."""
    if any(response.headers.get(name) for name in _LOCK):
        _need(response, "PutObjectRetention", key_name)
    return _put(response, query, key_name)


def retain(
    backend: S3Backend, bucket_name: str, key_name: str, version_id: str | None, retention: Any
) -> None:
    """PutObjectRetention: a lock in compliance mode only gets longer. moto takes any."""
    known = backend.get_object(bucket_name, key_name, version_id=version_id)
    if known is not None and known.lock_mode == "COMPLIANCE" and known.is_locked(False):
        mode, until = retention
        if mode != "COMPLIANCE" or _time(until) < _time(known.lock_until):
            raise S3AccessDeniedError
    _retain(backend, bucket_name, key_name, version_id, retention)


def _time(text: str | None) -> datetime:
    return datetime.fromisoformat(str(text).replace("Z", "+00:00"))


def _shown(response: S3Response, answer: Any, key_name: str) -> Any:
    status, headers, body = answer
    if _LOCK & headers.keys() and not _sees_the_lock(response, key_name):
        headers = {name: value for name, value in headers.items() if name not in _LOCK}
    return status, headers, body


def _sees_the_lock(response: S3Response, key_name: str) -> bool:
    try:
        _need(response, "GetObjectRetention", key_name)
    except S3AccessDeniedError:
        return False
    return True


def _need(response: S3Response, action: str, key_name: str) -> None:
    response.data["Action"] = action
    response._authenticate_and_authorize_s3_action(response.bucket_name, key_name)


def _permission(self: FakeBucket, action: str, resource: str) -> Any:
    """Leave out the statements for calls without TLS."""
    if self.policy is None:
        return PermissionResult.NEUTRAL
    document = json.loads(self.policy.decode())
    statements = document["Statement"]
    every = statements if isinstance(statements, list) else [statements]
    applying = [each for each in every if each.get("Condition") != _PLAIN]
    policy = IAMPolicy(json.dumps({**document, "Statement": applying}))
    return policy.is_action_permitted(action, resource)
