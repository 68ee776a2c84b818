"""Says what to do when the log group takes no more metric filters.

Source: Amazon CloudWatch Logs quotas: at most five filter patterns with a regular expression for
each log group; PutMetricFilter answers `LimitExceededException`.
"""

from __future__ import annotations

import pulumi

from components.lookup import explained

REGEX_FILTERS = 5
"""Filters with a regular expression that a log group takes."""


def say_which_limit(log_group: str, prefix: str) -> pulumi.ErrorHook:
    """A hook that adds the way out when AWS refuses one more filter."""
    return explained(f"say-which-limit-{prefix}", "LimitExceeded", way_out(log_group))


def way_out(log_group: str) -> str:
    """One line with the limit and how to make room."""
    return (
        f"monitor.logGroup: the log group {log_group} takes {REGEX_FILTERS} filters with regular"
        " expressions, and the monitor's own are two of them (their names end in -plain); remove"
        " another one, or set monitor.pattern, which saves one of ours, then the same command again"
    )
