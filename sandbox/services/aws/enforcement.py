"""IAM enforced: who may call what, by resources and conditions, which moto 5.2.5 does not look at.

moto checks who signed; this decides what they may do. Off until `PUT /control/enforcement`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from moto import settings
from moto.core.authorization import ActionAuthenticatorMixin
from moto.iam.access_control import AssumedRoleAccessKey, IAMPolicy, IAMRequest
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from werkzeug.exceptions import HTTPException

from sandbox.services.aws.encryption import rights_at_kms
from sandbox.services.aws.policy import Principal, Right, Statement, decides
from sandbox.services.aws.rights import Requested, secret_of


def mend_access_control() -> None:
    """Make moto ask the rules below; before the first request."""
    IAMRequest.check_action_permitted = check  # type: ignore[assignment, method-assign]


def enforce(is_on: bool) -> None:
    """Start or stop checking every call."""
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0 if is_on else float("inf")
    ActionAuthenticatorMixin.request_count = 0


def check(request: IAMRequest, _resource: str) -> None:
    """Raise an access denied error unless each right that the call needs is granted."""
    if request._action == "sts:GetCallerIdentity":
        return
    call = _requested(request)
    principal = _principal(request)
    identity = list(_identity(request))
    common = _common(request, principal)
    for right in (*call.rights(), *rights_at_kms(call)):
        whole = replace(right, context={**common, **right.context})
        if not _granted(identity, call, whole, principal):
            _deny(request, right)


class AccessDenied(HTTPException):
    """The refusal of a service that speaks JSON."""

    code = 400


def _deny(request: IAMRequest, right: Right) -> None:
    if "X-Amz-Target" not in request._headers:
        request._action = right.action
        request._raise_access_denied()
    message = (
        f"User: {request._access_key.arn} is not authorized to perform: {right.action}"
        f" on resource: {right.resource}"
    )
    raise AccessDenied(json.dumps({"__type": "AccessDeniedException", "message": message}))


def _granted(
    identity: list[Statement], call: Requested, right: Right, principal: Principal
) -> bool:
    """The identity's policies and those of the resource together; a denial beats all.

    A KMS key's policy has to allow as well: it is what lets the account's policies count at all.
    """
    own = decides(identity, right, principal)
    others = decides(_of_resource(call, right), right, principal)
    if False in (own, others):
        return False
    if right.resource.split(":")[2:3] == ["kms"] and ":key/" in right.resource:
        return own is True and others is True
    return own is True or others is True


def _of_resource(call: Requested, right: Right) -> list[Statement]:
    texts: list[str | None] = [getattr(secret_of(call), "policy", None)]
    if right.action.startswith("kms:") and right.resource != "*":
        region = right.resource.split(":")[3]
        keys = kms_backends[call.account][region].keys.values()
        texts = [key.policy for key in keys if key.arn == right.resource]
    return [each for text in texts if text for each in _statements(json.loads(text))]


_PREFIXES = {"monitoring": "cloudwatch"}
"""What policies call a service, where its calls are signed for another name."""


def _requested(request: IAMRequest) -> Requested:
    service, _, operation = request._action.partition(":")
    body = request._body
    is_json = "X-Amz-Target" in request._headers
    parameters: Mapping[str, Any] = json.loads(body or "{}") if is_json else request._data
    return Requested(
        account=request.account_id,
        region=request._region,
        service=_PREFIXES.get(service, service),
        operation=operation,
        parameters=parameters,
    )


def _principal(request: IAMRequest) -> Principal:
    key = request._access_key
    arn = key.arn
    if isinstance(key, AssumedRoleAccessKey):
        arn = iam_backends[request.account_id]["aws"].get_role(key._owner_role_name).arn
    return Principal(arn=arn, account=request.account_id)


def _identity(request: IAMRequest) -> Iterator[Statement]:
    for policy in request._access_key.collect_policies():
        yield from _statements(IAMPolicy(policy)._policy_json)


def _statements(document: Mapping[str, Any]) -> list[Statement]:
    found = document["Statement"]
    return list(found) if isinstance(found, list) else [found]


def _common(request: IAMRequest, principal: Principal) -> dict[str, list[str]]:
    """Every call counts as made over TLS, unless it says that it was not."""
    is_plain = request._headers.get("X-Forwarded-Proto") == "http"
    return {
        "aws:securetransport": ["false" if is_plain else "true"],
        "aws:principalarn": [principal.arn],
        "aws:principalaccount": [principal.account],
    }
