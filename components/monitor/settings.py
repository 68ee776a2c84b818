"""The settings object `monitor`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from components.section import Section, Text, distinct, matching

_LogGroup = Annotated[
    Text, matching(r"[A-Za-z0-9_/.#-]{1,512}", "the name of a log group (A-Z a-z 0-9 _/.#-)")
]
_Email = Annotated[Text, matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]
_Pattern = Annotated[Text, matching(r"[\x20-\x7e]{1,1024}", "a filter pattern (up to 1024 ASCII)")]


def _endpoint() -> AfterValidator:
    """Refuse an endpoint that cannot confirm its subscription.

    Source: Amazon SNS Developer Guide, "Fanout to HTTPS endpoints".
    """

    def check(url: str) -> str:
        if not re.fullmatch(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\s@]*)?", url):
            raise ValueError("is not an https URL")
        if url.split("/")[2].endswith("slack.com"):
            raise ValueError(
                "cannot confirm a subscription (Slack's web hooks do not speak SNS); give the topic"
                " (output alarmTopicArn) to Amazon Q Developer in chat applications instead"
            )
        return url

    return AfterValidator(check)


class MonitorSettings(Section):
    """When failed authentication raises an alarm, and who gets it."""

    log_group: _LogGroup | None = Field(default=None, examples=["/aws/lambda/submit-integration"])
    """Log group of the code that calls the Submit API; without it there is no alarm"""
    pattern: _Pattern | None = Field(default=None, examples=["{ $.code = 401 }"])
    """Filter pattern that matches a failed authentication, for a log in another format"""
    emails: Annotated[tuple[_Email, ...], distinct(str.lower)] = Field(
        default=(), examples=[("on-call@example.com",)]
    )
    """E-mail addresses that get alarms; each has to confirm once"""
    endpoints: Annotated[tuple[Annotated[Text, _endpoint()], ...], distinct()] = Field(
        default=(), examples=[("https://alerts.example.com/sns",)]
    )
    """https endpoints that get alarms (chat, on-call) and can confirm an SNS subscription"""
    failures_per_minute: int = Field(default=5, ge=1, le=1_000_000)
    """Failed authentications in one minute that raise an alarm"""
    failure_percent: float = Field(default=20, gt=0, le=100)
    """Percentage of failed calls in one minute that raises an alarm"""
    verify_log_group: _LogGroup | None = Field(
        default=None, examples=["/aws/codebuild/submit-key-verify"]
    )
    """Log group of a scheduled `pulumi up`; with it, a key past its deadline raises an alarm"""
