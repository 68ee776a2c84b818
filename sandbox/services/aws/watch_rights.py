"""On which resources the calls of CloudWatch, its logs and SNS need their action.

Source: AWS Service Authorization Reference for Amazon CloudWatch, CloudWatch Logs and SNS. An
action without a resource there is needed on `*`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.services.aws.rights import Requested

Needed = Iterator[tuple[str, Mapping[str, Any]]]


def of_cloudwatch(call: Requested) -> Needed:
    """DescribeAlarms is needed on all alarms, also where it names some."""
    said = call.parameters
    if call.operation == "DescribeAlarms":
        yield call.arn("alarm:*"), {}
    elif "Dashboard" in call.operation:
        for name in said.get("DashboardNames") or [said.get("DashboardName")]:
            yield f"arn:aws:cloudwatch::{call.account}:dashboard/{name or '*'}", {}
    elif "ResourceARN" in said:
        yield said["ResourceARN"], {}
    else:
        names = said.get("AlarmNames") or [said.get("AlarmName")]
        yield from ((call.arn(f"alarm:{name}") if name else "*", {}) for name in names)


def of_logs(call: Requested) -> Needed:
    """A group is named with a part for its streams, which is empty."""
    group = call.parameters.get("logGroupName")
    yield call.arn(f"log-group:{group}:log-stream:") if group else "*", {}


def of_sns(call: Requested) -> Needed:
    """Subscriptions are no resources."""
    said = {name: values[0] for name, values in call.parameters.items() if values}
    named = said.get("TopicArn") or said.get("ResourceArn")
    yield named or (call.arn(said["Name"]) if "Name" in said else "*"), {}
