"""CloudWatch: metric alarms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.names import sent
from sandbox.providers.aws.tags import all_tags, found, pairs, retag
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_set
from sandbox.providers.wire import Properties

_PLAIN: Mapping[str, str] = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
    "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "threshold": "Threshold",
    "thresholdMetricId": "ThresholdMetricId",
    "treatMissingData": "TreatMissingData",
    "unit": "Unit",
}
_QUERY: Mapping[str, str] = {
    "accountId": "AccountId",
    "expression": "Expression",
    "id": "Id",
    "label": "Label",
    "period": "Period",
    "returnData": "ReturnData",
}
_STAT: Mapping[str, str] = {"period": "Period", "stat": "Stat", "unit": "Unit"}


def _put(aws: Aws, state: Properties) -> str:
    arguments = {theirs: state.get(ours) for ours, theirs in _PLAIN.items()}
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName=state["name"],
        **sent(
            {
                **arguments,
                "Dimensions": _dimensions(state),
                "Metrics": [_query(each) for each in state.get("metricQueries") or []],
                "Tags": pairs(all_tags(aws, state)),
            }
        ),
    )
    return str(state["name"])


def _dimensions(holder: Properties) -> list[dict[str, str]]:
    return pairs(holder.get("dimensions") or {}, "Name")


def _query(query: Properties) -> dict[str, Any]:
    sent_ = {theirs: query.get(ours) for ours, theirs in _QUERY.items()}
    if metric := query.get("metric"):
        names = {"MetricName": metric.get("metricName"), "Namespace": metric.get("namespace")}
        stat = {theirs: metric.get(ours) for ours, theirs in _STAT.items()}
        sent_["MetricStat"] = sent(
            {**stat, "Metric": sent(names | {"Dimensions": _dimensions(metric)})}
        )
    return sent(sent_)


def _update(aws: Aws, _id: str, old: Properties, state: Properties) -> None:
    client = aws.client("cloudwatch")
    _put(aws, state)
    retag(
        aws,
        old,
        state,
        lambda tags: client.tag_resource(ResourceARN=old["arn"], Tags=pairs(tags)),
        lambda keys: client.untag_resource(ResourceARN=old["arn"], TagKeys=keys),
    )


def _read(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("cloudwatch")
    alarms = client.describe_alarms(AlarmNames=[id_])["MetricAlarms"]
    if not alarms:
        return None
    alarm = alarms[0]
    tags = client.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
    return {
        **{ours: alarm.get(theirs) or None for ours, theirs in _PLAIN.items()},
        "actionsEnabled": alarm.get("ActionsEnabled"),
        "arn": alarm["AlarmArn"],
        "dimensions": {each["Name"]: each["Value"] for each in alarm.get("Dimensions") or []},
        "evaluateLowSampleCountPercentiles": alarm.get("EvaluateLowSampleCountPercentile", ""),
        "name": id_,
        "region": aws.region,
        "threshold": alarm.get("Threshold"),
        "treatMissingData": alarm.get("TreatMissingData") or "missing",
        **found(aws, tags, state),
    }


def _delete(aws: Aws, id_: str, _state: Properties) -> None:
    aws.client("cloudwatch").delete_alarms(AlarmNames=[id_])


def _needed(inputs: Properties) -> Iterator[tuple[str, str]]:
    """Optional in the schema because of PromQL alarms; the service asks for them in all others."""
    if "evaluationCriteria" in inputs:
        return
    for name in ("comparisonOperator", "evaluationPeriods"):
        if name not in inputs:
            yield name, f"Missing required property '{name}'"
    if not {"threshold", "thresholdMetricId"} & inputs.keys():
        yield "threshold", "one of threshold, thresholdMetricId must be given"


METRIC_ALARM = Resource(
    title="CloudWatch Metric Alarm",
    create=_put,
    read=_read,
    update=_update,
    delete=_delete,
    from_id=lambda id_: {"name": id_},
    autoname="",
    defaults={"actionsEnabled": True, "treatMissingData": "missing"},
    rules=(_needed,),
    equal=dict.fromkeys(("alarmActions", "okActions", "insufficientDataActions"), same_set),
)
