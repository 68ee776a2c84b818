"""CloudWatch: dashboards."""

from __future__ import annotations

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none, ignoring_missing
from sandbox.providers.resource import Resource
from sandbox.providers.sameness import same_document
from sandbox.providers.wire import Properties


def _put(aws: Aws, state: Properties) -> str:
    aws.client("cloudwatch").put_dashboard(
        DashboardName=state["dashboardName"], DashboardBody=state["dashboardBody"]
    )
    return str(state["dashboardName"])


def _read(aws: Aws, id_: str, _state: Properties) -> Properties | None:
    client = aws.client("cloudwatch")
    answer = found_or_none(lambda: client.get_dashboard(DashboardName=id_))
    if answer is None:
        return None
    return {
        "dashboardArn": answer["DashboardArn"],
        "dashboardBody": answer["DashboardBody"],
        "dashboardName": id_,
        "region": aws.region,
    }


def _delete(aws: Aws, id_: str, _state: Properties) -> None:
    with ignoring_missing():
        aws.client("cloudwatch").delete_dashboards(DashboardNames=[id_])


DASHBOARD = Resource(
    title="CloudWatch Dashboard",
    create=_put,
    read=_read,
    upsert=True,
    delete=_delete,
    from_id=lambda id_: {"dashboardName": id_},
    equal={"dashboardBody": same_document},
)
