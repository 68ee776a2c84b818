"""CloudWatch Logs: log groups and metric filters."""

from __future__ import annotations

from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none, ignoring_missing
from sandbox.providers.aws.names import given_or_generated, sent
from sandbox.providers.aws.tags import all_tags, found, retag
from sandbox.providers.resource import Resource
from sandbox.providers.wire import Properties

_TRANSFORMATION = {
    "metricName": "name",
    "metricNamespace": "namespace",
    "metricValue": "value",
    "unit": "unit",
    "dimensions": "dimensions",
}


def _create(aws: Aws, state: Properties) -> str:
    name = given_or_generated(state)
    aws.client("logs").create_log_group(
        logGroupName=name,
        **sent(
            {
                "kmsKeyId": state.get("kmsKeyId"),
                "logGroupClass": state.get("logGroupClass"),
                "tags": all_tags(aws, state),
            }
        ),
    )
    return name


def _finish(aws: Aws, id_: str, state: Properties) -> None:
    if state.get("retentionInDays"):
        _write_retention(aws.client("logs"), id_, state)


def _write_retention(client: Any, id_: str, state: Properties) -> None:
    """0 days is for ever, which is no policy at all."""
    if state.get("retentionInDays"):
        client.put_retention_policy(logGroupName=id_, retentionInDays=state["retentionInDays"])
    else:
        client.delete_retention_policy(logGroupName=id_)


def _read(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("logs")
    pages = client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=id_)
    groups = [each for page in pages for each in page["logGroups"]]
    group = next((each for each in groups if each["logGroupName"] == id_), None)
    if group is None:
        return None
    arn = group["arn"].removesuffix(":*")
    return {
        "arn": arn,
        "deletionProtectionEnabled": group.get("deletionProtectionEnabled", False),
        "kmsKeyId": group.get("kmsKeyId"),
        "logGroupClass": group.get("logGroupClass", "STANDARD"),
        "name": id_,
        "namePrefix": state.get("namePrefix", ""),
        "region": aws.region,
        "retentionInDays": group.get("retentionInDays", 0),
        **found(aws, client.list_tags_for_resource(resourceArn=arn)["tags"], state),
    }


def _update(aws: Aws, id_: str, old: Properties, state: Properties) -> None:
    client = aws.client("logs")
    if old.get("retentionInDays", 0) != state.get("retentionInDays", 0):
        _write_retention(client, id_, state)
    if state.get("kmsKeyId") and state["kmsKeyId"] != old.get("kmsKeyId"):
        client.associate_kms_key(logGroupName=id_, kmsKeyId=state["kmsKeyId"])
    elif old.get("kmsKeyId") and not state.get("kmsKeyId"):
        client.disassociate_kms_key(logGroupName=id_)
    retag(
        aws,
        old,
        state,
        lambda tags: client.tag_resource(resourceArn=old["arn"], tags=tags),
        lambda keys: client.untag_resource(resourceArn=old["arn"], tagKeys=keys),
    )


def _delete(aws: Aws, id_: str, state: Properties) -> None:
    if not state.get("skipDestroy"):
        with ignoring_missing():
            aws.client("logs").delete_log_group(logGroupName=id_)


def _put_filter(aws: Aws, state: Properties) -> str:
    given = state["metricTransformation"]
    transformation = {name: given.get(ours) for name, ours in _TRANSFORMATION.items()}
    if given.get("defaultValue"):
        transformation["defaultValue"] = float(given["defaultValue"])
    aws.client("logs").put_metric_filter(
        logGroupName=state["logGroupName"],
        filterName=state["name"],
        filterPattern=state["pattern"],
        metricTransformations=[sent(transformation)],
    )
    return str(state["name"])


def _read_filter(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("logs")
    arguments = {"logGroupName": state["logGroupName"], "filterNamePrefix": state["name"]}
    answer = found_or_none(lambda: client.describe_metric_filters(**arguments))
    filters = (answer or {}).get("metricFilters", [])
    for each in filters:
        if each["filterName"] == state["name"]:
            return {
                "applyOnTransformedLogs": each.get("applyOnTransformedLogs", False),
                "metricTransformation": _transformation(each["metricTransformations"][0]),
                "pattern": each.get("filterPattern", ""),
                "region": aws.region,
            }
    return None


def _transformation(remote: Properties) -> Properties:
    found_ = {ours: remote[name] for name, ours in _TRANSFORMATION.items() if remote.get(name)}
    if "defaultValue" in remote:
        found_["defaultValue"] = f"{remote['defaultValue']:g}"
    return {**found_, "unit": found_.get("unit", "None")}


def _delete_filter(aws: Aws, _id: str, state: Properties) -> None:
    with ignoring_missing():
        aws.client("logs").delete_metric_filter(
            logGroupName=state["logGroupName"], filterName=state["name"]
        )


def _same_transformation(old: Any, new: Any) -> bool:
    """A unit that is not given is `None`, the service's own word."""
    return bool(_with_unit(old) == _with_unit(new))


def _with_unit(value: Any) -> Any:
    return {"unit": "None", **sent(value)} if isinstance(value, dict) else value


LOG_GROUP = Resource(
    title="CloudWatch Logs Log Group",
    create=_create,
    finish=_finish,
    read=_read,
    update=_update,
    delete=_delete,
    autoname="",
    defaults={"retentionInDays": 0, "skipDestroy": False},
)
LOG_METRIC_FILTER = Resource(
    title="CloudWatch Logs Metric Filter",
    create=_put_filter,
    read=_read_filter,
    upsert=True,
    delete=_delete_filter,
    from_id=lambda id_: dict(zip(("logGroupName", "name"), id_.split(":", 1), strict=False)),
    autoname="",
    equal={"metricTransformation": _same_transformation},
)
