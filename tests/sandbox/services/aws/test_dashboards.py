"""The stand-in of AWS takes the same names of dashboards as CloudWatch."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.services.aws.conftest import Client


def test_a_dashboard_s_name_has_no_dot(client: Client) -> None:
    cloudwatch = client("cloudwatch")

    cloudwatch.put_dashboard(DashboardName="submit-key_1", DashboardBody="{}")
    with pytest.raises(ClientError, match=r"InvalidParameterValue.*DashboardName"):
        cloudwatch.put_dashboard(DashboardName="submit.key", DashboardBody="{}")

    assert len(cloudwatch.list_dashboards()["DashboardEntries"]) == 1
