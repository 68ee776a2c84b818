"""Dashboards' names where moto 5.2.5 differs from CloudWatch: it takes any.

Source: Amazon CloudWatch API Reference, PutDashboard, DashboardName: A-Z, a-z, 0-9, "-" and "_".
"""

from __future__ import annotations

import re
from typing import Any

from moto.cloudwatch.exceptions import InvalidParameterValue
from moto.cloudwatch.models import CloudWatchBackend

_put_dashboard = CloudWatchBackend.put_dashboard


def mend_dashboards() -> None:
    """Make moto use the rule; before the first request."""
    CloudWatchBackend.put_dashboard = put_dashboard  # type: ignore[assignment, method-assign]


def put_dashboard(backend: CloudWatchBackend, name: str, body: str) -> Any:
    """Refuse other names than CloudWatch takes."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,255}", name):
        raise InvalidParameterValue(
            f"The value {name} for field DashboardName contains invalid characters. "
            "It can only contain alphanumerics, dash (-) and underscore (_)."
        )
    return _put_dashboard(backend, name, body)
