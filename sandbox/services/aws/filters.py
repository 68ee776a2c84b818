"""Metric filters where moto 5.2.5 differs from CloudWatch Logs: it takes any number.

Source: Amazon CloudWatch Logs User Guide, quotas: five filter patterns with a regular expression
(between two `%`) for each log group.
"""

from __future__ import annotations

from typing import Any

from moto.logs.exceptions import LimitExceededException
from moto.logs.models import LogsBackend

REGEX_FILTERS = 5
_put = LogsBackend.put_metric_filter


def mend_filters() -> None:
    """Make moto use the rule; before the first request."""
    LogsBackend.put_metric_filter = put  # type: ignore[assignment, method-assign]


def put(backend: LogsBackend, filter_name: str, filter_pattern: str, *rest: Any) -> None:
    """PutMetricFilter: refuse one more with a regular expression."""
    known = backend.describe_metric_filters(log_group_name=rest[0])
    others = [each for each in known if each["filterName"] != filter_name]
    count = sum(_is_regex(each["filterPattern"]) for each in others)
    if _is_regex(filter_pattern) and count >= REGEX_FILTERS:
        raise LimitExceededException
    _put(backend, filter_name, filter_pattern, *rest)


def _is_regex(pattern: str) -> bool:
    return pattern.count("%") > 1
