"""The settings object `monitor`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from components.section import Section, distinct, matching

_LogGroup = Annotated[
    str, matching(r"[A-Za-z0-9_/.#-]{1,512}", "the name of a log group (A-Z a-z 0-9 _/.#-)")
]
_Email = Annotated[str, matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]
_Pattern = Annotated[str, matching(r"[\x20-\x7e]{1,1024}", "a filter pattern (up to 1024 ASCII)")]


def _endpoint() -> AfterValidator:
    """Source: Amazon SNS Developer Guide, "Fanout to HTTPS endpoints": one must confirm itself."""

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
    """How failed authentication is watched for."""

    log_group: _LogGroup | None = Field(default=None, examples=["/aws/lambda/submit-integration"])
    """Log group of the code that calls the Submit API; without it no alarm is made"""
    pattern: _Pattern | None = Field(default=None, examples=["{ $.code = 401 }"])
    """Filter pattern of a failed authentication, where the log's own form is needed"""
    emails: Annotated[tuple[_Email, ...], distinct(str.lower)] = Field(
        default=(), examples=[("on-call@example.com",)]
    )
    """E-mail addresses that are told; each has to confirm once"""
    endpoints: Annotated[tuple[Annotated[str, _endpoint()], ...], distinct()] = Field(
        default=(), examples=[("https://alerts.example.com/sns",)]
    )
    """https endpoints that are told (chat, on-call) and speak SNS"""
    failures_per_minute: int = Field(default=5, ge=1)
    """Failed authentications in a minute that are an alarm"""
    failure_percent: float = Field(default=20, gt=0, le=100)
    """Share of a minute's calls that is an alarm, percent"""
    verify_log_group: _LogGroup | None = Field(
        default=None, examples=["/aws/codebuild/submit-key-verify"]
    )
    """Log group of a scheduled `pulumi up`: alarm on a key past its deadline"""
