"""Which log lines count as failed authentication, and when they raise an alarm. No pulumi here.

Source of the step: the vendor's rotation step 6, "monitor the integration for failed
authentication responses". Source of the syntax: Amazon CloudWatch Logs User Guide, "Filter pattern
syntax for metric filters" and "Supported regular expressions" (no parentheses, no quotes, no
spaces); Amazon CloudWatch User Guide, "Using math expressions".
"""

from __future__ import annotations

from collections.abc import Iterable

FAILED = "FailedAuthentications"
CALLS = "Calls"
OVERDUE_KEYS = "OverdueKeys"
"""Names of the metrics."""
PERIOD_SECONDS = 60
WINDOW = 5
"""Minutes that an alarm looks at: more than one, because log lines may arrive late."""
PERSISTS = 3
"""The second alarm needs a failure in so many of them; it finds one outdated worker of many."""

_JSON_FIELDS = (
    "$.status",
    "$.statusCode",
    "$.status_code",
    "$.res.statusCode",
    "$.response.status",
    "$.response.status_code",
    "$.response.statusCode",
    "$.http.response.status_code",
    "$.http.status_code",
)
"""Where JSON logs of nginx, Apache, Caddy, pino-http, winston, structlog, ECS and OpenTelemetry
write the status."""

FAILED_PLAIN = r"%/jobs\S*\s401\s|/jobs\S*\W+HTTP/[0-9.]+\W?\s401%"
"""Matches the common and combined log format, urllib3, httpx, uvicorn, gunicorn and morgan."""
CALLS_PLAIN = r"%/jobs\S*\s[1-5][0-9][0-9]\s|/jobs\S*\W+HTTP/[0-9.]+\W?\s[1-5][0-9][0-9]%"


def failed_json() -> str:
    """A pattern that matches a JSON line with status 401, as a number or a text."""
    return _any(f"({field} = {form})" for field in _JSON_FIELDS for form in ("401", '"401"'))


def calls_json() -> str:
    """A pattern that matches a JSON line with any status."""
    return _any(f"({field} = *)" for field in _JSON_FIELDS)


def _any(terms: Iterable[str]) -> str:
    return "{ " + " || ".join(terms) + " }"


def bad_minute(failures_per_minute: int, failure_percent: float) -> str:
    """Metric math that gives 1 for a minute with too many failures or too large a share of them.

    The share catches a refused key at low traffic, where one failure may be all calls; at high
    traffic a single failure stays below it. Where no calls are counted, any failure gives 1. A
    minute without log lines gives 0.
    """
    failed, calls = "FILL(failed, 0)", "FILL(calls, 0)"
    share = f"{failed} >= {failure_percent / 100:g} * {calls}"
    return f"IF({failed} >= {failures_per_minute} OR ({failed} > 0 AND {share}), 1, 0)"
