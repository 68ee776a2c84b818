"""Subscriptions of people where moto 5.2.5 differs from SNS: it confirms each at once.

Source: Amazon SNS API Reference, Subscribe, ConfirmSubscription and Unsubscribe: an e-mail address
or an endpoint is pending until its owner confirms, for 48 hours; a pending one cannot be removed.
"""

from __future__ import annotations

import time
from typing import Any

from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import SNSBackend, Subscription
from moto.sns.responses import SNSResponse

PATIENCE_SECONDS = 48 * 3600
_CONFIRM = ("email", "email-json", "http", "https")
_subscribe, _unsubscribe = SNSBackend.subscribe, SNSBackend.unsubscribe
_attributes, _confirm = SNSBackend.get_subscription_attributes, SNSResponse.confirm_subscription


def mend_subscriptions() -> None:
    """Make moto use the rules below; before the first request."""
    SNSBackend.subscribe = subscribe  # type: ignore[assignment, method-assign]
    SNSBackend.unsubscribe = unsubscribe  # type: ignore[assignment, method-assign]
    SNSBackend.get_subscription_attributes = attributes  # type: ignore[assignment, method-assign]
    SNSResponse.confirm_subscription = confirm  # type: ignore[assignment, method-assign]


def subscribe(backend: SNSBackend, topic_arn: str, endpoint: str, protocol: str) -> Subscription:
    """Subscribe: pending until it is confirmed."""
    made = _subscribe(backend, topic_arn, endpoint, protocol)
    if protocol in _CONFIRM and not hasattr(made, "asked_at"):
        made.asked_at = time.time()  # type: ignore[attr-defined]
        made.attributes |= {"PendingConfirmation": True, "ConfirmationWasAuthenticated": False}
    return made


def confirm(response: SNSResponse) -> Any:
    """ConfirmSubscription: the sandbox sends no mail, so the token is the end of the ARN."""
    token = response._get_param("Token")
    for each in response.backend.subscriptions.values():
        if token and each.arn.endswith(f":{token}"):
            each.attributes["PendingConfirmation"] = False
    return _confirm(response)


def unsubscribe(backend: SNSBackend, subscription_arn: str) -> None:
    """Unsubscribe: not while it is pending."""
    known = backend.subscriptions.get(subscription_arn)
    if known is not None and _is_pending(known):
        raise SNSInvalidParameter(
            "Invalid parameter: Cannot unsubscribe a subscription that is pending confirmation"
        )
    _unsubscribe(backend, subscription_arn)


def attributes(backend: SNSBackend, arn: str) -> dict[str, Any]:
    """GetSubscriptionAttributes: gone when nobody confirmed it in time."""
    known = backend.subscriptions.get(arn)
    if known is not None and _is_pending(known):
        asked_at = known.asked_at  # type: ignore[attr-defined]
        if time.time() - asked_at > PATIENCE_SECONDS:
            _unsubscribe(backend, arn)
    return _attributes(backend, arn)


def _is_pending(subscription: Subscription) -> bool:
    return subscription.attributes["PendingConfirmation"] is True
