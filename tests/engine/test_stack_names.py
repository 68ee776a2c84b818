"""Stacks whose names AWS would not take, on the genuine engine."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.engine.person import Person

pytestmark = [pytest.mark.engine, pytest.mark.story]
GROUP = "/integration"


def make(person: Person, stack: str, **deploy: str) -> None:
    """Make a stack with the settings of `local`, a key of its own and all that has a name."""
    session = person.session
    session.pulumi("stack", "init", stack)
    settings = yaml.safe_load(session.folder.stack_settings.read_text())
    settings["config"] |= {
        "submit-key:github": {},
        "submit-key:store": {"recoveryWindowInDays": 0, "kmsKey": "new"},
        "submit-key:access": {"deploy": {"repository": "acme/x", "environment": "dev", **deploy}},
        "submit-key:monitor": {"logGroup": GROUP, "verifyLogGroup": GROUP},
    }
    path = session.folder.project / f"Pulumi.{stack}.yaml"
    path.write_text(yaml.safe_dump(settings, sort_keys=False))
    session.pulumi("stack", "select", stack)
    session.pulumi("config", "set", "--secret", "submitKey", stdin=person.new_key())


def names(person: Person) -> set[str]:
    """The names in AWS of what the stacks have made."""
    cloudwatch, group = person.aws("cloudwatch"), {"logGroupName": GROUP}
    filters = person.aws("logs").describe_metric_filters(**group)["metricFilters"]
    found: dict[str, list[Any]] = {
        "TopicArn": person.aws("sns").list_topics()["Topics"],
        "DashboardName": cloudwatch.list_dashboards()["DashboardEntries"],
        "AlarmName": cloudwatch.describe_alarms()["MetricAlarms"],
        "filterName": filters,
        "metricNamespace": [filter_["metricTransformations"][0] for filter_ in filters],
        "AliasName": person.aws("kms").list_aliases()["Aliases"],
        "PolicyName": person.iam.list_policies(Scope="Local")["Policies"],
        "RoleName": person.iam.list_roles()["Roles"],
    }
    return {f"{kind} {each[kind]}" for kind, some in found.items() for each in some}


def test_a_stack_with_a_dot_in_its_name_shares_no_name_with_the_one_with_a_hyphen(
    person: Person,
) -> None:
    person.aws("logs").create_log_group(logGroupName=GROUP)
    before = names(person)
    make(person, "dev-eu")
    hyphen = person.up()
    assert hyphen.succeeded, hyphen.output
    first = names(person) - before
    issuer = person.iam.list_open_id_connect_providers()["OpenIDConnectProviderList"][0]["Arn"]
    make(person, "dev.eu", issuerArn=issuer)

    dot = person.up()

    assert dot.succeeded, dot.output
    second = names(person) - before - first
    assert len(second) == len(first)
    assert person.up().changes_nothing
    person.session.pulumi("stack", "select", "dev-eu")
    assert person.up().changes_nothing
