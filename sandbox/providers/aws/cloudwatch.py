"""CloudWatch: metric alarms and dashboards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.providers.aws.row import Row, members, sent
from sandbox.providers.aws.tags import Tagging
from sandbox.providers.sameness import same_document, same_set
from sandbox.providers.wire import Properties, unknown

_QUERY = members("expression", "id", "label", "returnData")
_METRIC = members("metricName", "namespace")
_STAT = members("period", "stat")


@dataclass(frozen=True, kw_only=True)
class _MetricAlarm(Row):
    def named(self, id_: str, state: Properties) -> Properties:
        return {"AlarmNames": [id_]}

    def arguments(self, state: Properties) -> Properties:
        queries = [_query(each) for each in state.get("metricQueries") or []]
        return {**super().arguments(state), "Metrics": queries}


def _query(query: Properties) -> dict[str, Any]:
    arguments = _renamed(query, _QUERY)
    if metric := query.get("metric"):
        arguments["MetricStat"] = {**_renamed(metric, _STAT), "Metric": _renamed(metric, _METRIC)}
    return arguments


def _renamed(values: Properties, names: dict[str, str]) -> dict[str, Any]:
    return sent({member: values.get(name) for name, member in names.items()})


def _needed(inputs: Properties) -> Iterator[tuple[str, str]]:
    """Optional in the real schema because of PromQL alarms; the service asks for them."""
    for name in ("comparisonOperator", "evaluationPeriods", "threshold"):
        if name not in inputs:
            yield name, f"Missing required property '{name}'"


@dataclass(frozen=True, kw_only=True)
class _Dashboard(Row):
    def removal(self, id_: str, state: Properties) -> Properties:
        return {"DashboardNames": [id_]}


def _dashboard_name(inputs: Properties) -> Iterator[tuple[str, str]]:
    name = inputs["dashboardName"]
    if not unknown(name) and not re.fullmatch(r"[-_A-Za-z0-9]{1,255}", name):
        yield "dashboardName", "dashboardName may have letters, digits, - and _ only"


METRIC_ALARM = _MetricAlarm(
    title="CloudWatch Metric Alarm",
    service="cloudwatch",
    key="AlarmName",
    members=members(
        "alarmActions",
        "alarmDescription",
        "comparisonOperator",
        "datapointsToAlarm",
        "evaluationPeriods",
        "metricName",
        "namespace",
        "period",
        "statistic",
        "threshold",
        "treatMissingData",
        name="AlarmName",
        okActions="OKActions",
    ),
    outputs={"arn": "AlarmArn"},
    creates="put_metric_alarm",
    gets="describe_alarms",
    found="MetricAlarms[0]",
    deletes="delete_alarms",
    tagging=Tagging(
        target=lambda _, state: {"ResourceARN": state["arn"]}, lists="list_tags_for_resource"
    ),
    autoname="",
    defaults={"treatMissingData": "missing"},
    rules=(_needed,),
    equal=dict.fromkeys(("alarmActions", "okActions"), same_set),
)
DASHBOARD = _Dashboard(
    title="CloudWatch Dashboard",
    service="cloudwatch",
    key="DashboardName",
    members=members("dashboardBody", "dashboardName"),
    outputs=members("dashboardArn"),
    creates="put_dashboard",
    gets="get_dashboard",
    deletes="delete_dashboards",
    rules=(_dashboard_name,),
    equal={"dashboardBody": same_document},
)
