"""The dashboard: failed authentications next to all calls, and the alarms. No pulumi here.

Source: Amazon CloudWatch API Reference, "Dashboard body structure and syntax".
"""

from __future__ import annotations

import json

from components.monitor.auth_failures import CALLS, FAILED, PERIOD_SECONDS


def dashboard_body(namespace: str, near: str, *alarms: str) -> str:
    """The dashboard as JSON. `near` is any ARN in the region; `alarms` are the alarms' ARNs."""
    calls = {
        "metrics": [[namespace, FAILED, {"color": "#d62728"}], [namespace, CALLS]],
        "region": near.split(":")[3],
        "stat": "Sum",
        "period": PERIOD_SECONDS,
        "title": "Calls of the Submit API",
    }
    states = {"title": "Alarms", "alarms": list(alarms)}
    return json.dumps(
        {
            "widgets": [
                {"type": "alarm", "x": 0, "y": 0, "width": 8, "height": 6, "properties": states},
                {"type": "metric", "x": 8, "y": 0, "width": 16, "height": 6, "properties": calls},
            ]
        }
    )
