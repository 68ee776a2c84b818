"""The stand-in of AWS takes as many metric filters as CloudWatch Logs."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from sandbox.services.aws.filters import REGEX_FILTERS
from tests.sandbox.services.aws.conftest import Client

METRIC = [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}]


def test_a_log_group_takes_five_patterns_with_regular_expressions(client: Client) -> None:
    logs = client("logs")
    for group in ("one", "two"):
        logs.create_log_group(logGroupName=group)

    def put(name: str, pattern: str, group: str = "one") -> None:
        logs.put_metric_filter(
            logGroupName=group,
            filterName=name,
            filterPattern=pattern,
            metricTransformations=METRIC,
        )

    for number in range(REGEX_FILTERS):
        put(f"regex-{number}", "%4.1%")
    put("plain", "401")
    put("regex-0", "%40.%")
    put("elsewhere", "%4.1%", "two")
    with pytest.raises(ClientError, match="LimitExceededException"):
        put("one-more", "%4.1%")
