"""CloudWatch Logs: metric filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.providers.aws.row import Row
from sandbox.providers.wire import Properties

_TRANSFORMATION = {"name": "metricName", "namespace": "metricNamespace", "value": "metricValue"}


@dataclass(frozen=True, kw_only=True)
class _MetricFilter(Row):
    def named(self, id_: str, state: Properties) -> Properties:
        return {"logGroupName": state["logGroupName"], "filterNamePrefix": state["name"]}

    def removal(self, id_: str, state: Properties) -> Properties:
        return {"logGroupName": state["logGroupName"], "filterName": state["name"]}

    def arguments(self, state: Properties) -> Properties:
        given = state["metricTransformation"]
        transformation = {member: given[name] for name, member in _TRANSFORMATION.items()}
        return {**super().arguments(state), "metricTransformations": [transformation]}

    def chosen(self, answer: Any, state: Properties) -> Any:
        named = (each for each in answer["metricFilters"] if each["filterName"] == state["name"])
        return next(named, None)

    def more(self, aws: Any, id_: str, state: Properties, found: Properties) -> Properties:
        [given] = found["metricTransformations"]
        transformation = {name: given[member] for name, member in _TRANSFORMATION.items()}
        return {"metricTransformation": transformation}

    def imported(self, client: Any, id_: str) -> tuple[str, Properties]:
        group, _, name = id_.partition(":")
        return name, {"logGroupName": group, "name": name}


LOG_METRIC_FILTER = _MetricFilter(
    title="CloudWatch Logs Metric Filter",
    service="logs",
    key="filterName",
    members={"logGroupName": "logGroupName", "name": "filterName", "pattern": "filterPattern"},
    creates="put_metric_filter",
    gets="describe_metric_filters",
    deletes="delete_metric_filter",
    autoname="",
)
