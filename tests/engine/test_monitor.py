"""The monitor of failed authentication on the genuine engine, during a rotation."""

from __future__ import annotations

import time

import pytest

from components.monitor.auth_failures import CALLS, FAILED
from components.submit_api.answer import Verdict
from sandbox.consumer import Consumer
from sandbox.folder import CHECKOUT
from tests.engine.person import Person
from tests.support.cloudwatch import matches
from tests.support.policy_documents import granted

pytestmark = [pytest.mark.engine, pytest.mark.story]

GROUP = "/integration"
LINE = 'httpx: HTTP Request: POST https://submit.atomyx.io/api/jobs "HTTP/1.1 {} Whatever"'


OURS = {
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "cloudwatch:DescribeAlarms",
    "sns:ListSubscriptionsByTopic",
}
"""Actions that only this test calls."""
UNUSED = {"cloudwatch:DescribeAlarms", "sns:SetTopicAttributes", "kms:PutKeyPolicy"}
"""Actions that only a later change of settings needs, or that the test calls too."""


class Log:
    """The integration's own log group."""

    def __init__(self, person: Person) -> None:
        self._logs = person.aws("logs")
        self._logs.create_log_group(logGroupName=GROUP)
        self._logs.create_log_stream(logGroupName=GROUP, logStreamName="one")

    def write(self, statuses: list[int]) -> None:
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": LINE.format(status)} for status in statuses]
        self._logs.put_log_events(logGroupName=GROUP, logStreamName="one", logEvents=events)

    def count(self, metric: str) -> int:
        """The count of the filters that the engine made, over the log."""
        filters = self._logs.describe_metric_filters(logGroupName=GROUP)["metricFilters"]
        patterns = [
            each["filterPattern"]
            for each in filters
            if each["metricTransformations"][0]["metricName"] == metric
        ]
        assert len(patterns) == 2
        events = self._logs.filter_log_events(logGroupName=GROUP)["events"]
        lines = [event["message"] for event in events]
        return sum(matches(pattern, line) for pattern in patterns for line in lines)


def test_a_rotation_puts_nothing_into_the_log_that_is_watched(operator: Person) -> None:
    log = Log(operator)
    operator.session.pulumi("config", "set", "--path", "monitor.logGroup", GROUP)
    operator.session.pulumi("config", "set", "--path", "monitor.emails[0]", "a@example.com")
    outcome = operator.up()
    assert outcome.succeeded, outcome.output
    assert operator.up().changes_nothing
    with Consumer(operator.session.addresses(), cache_seconds=0.5) as consumer:
        assert operator.rotate(2).succeeded
    statuses = {Verdict.ACCEPTED: 201, Verdict.REFUSED: 401, Verdict.UNKNOWN: 503}
    log.write([statuses[verdict] for verdict in consumer.verdicts.elements()])

    refused = [request for request in operator.asked() if request["status"] == 401]

    assert refused, "the rotation asked no control question"
    assert log.count(FAILED) == 0
    assert log.count(CALLS) == consumer.verdicts.total() > 0
    log.write([401])
    assert log.count(FAILED) == 1


def test_what_is_made_is_what_cloudwatch_and_sns_have(operator: Person) -> None:
    Log(operator)
    operator.session.pulumi("config", "set", "--path", "monitor.logGroup", GROUP)
    operator.session.pulumi("config", "set", "--path", "monitor.verifyLogGroup", GROUP)
    operator.session.pulumi("config", "set", "--path", "monitor.emails[0]", "a@example.com")
    assert operator.up().succeeded
    topic = operator.outputs()["alarmTopicArn"]

    alarms = operator.aws("cloudwatch").describe_alarms()["MetricAlarms"]
    attributes = operator.aws("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    told = operator.aws("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]

    assert {alarm["AlarmName"] for alarm in alarms} == {
        "submit-key-local-failed-authentication",
        "submit-key-local-failed-authentication-persists",
        "submit-key-local-key-past-deadline",
    }
    assert all(alarm["AlarmActions"] == [topic] for alarm in alarms)
    assert attributes["KmsMasterKeyId"]
    assert [each["Endpoint"] for each in told] == ["a@example.com"]
    assert operator.aws("cloudwatch").get_dashboard(DashboardName="submit-key-local")
    assert operator.pulumi("destroy").succeeded

    asked = {(each["service"], each["operation"]) for each in operator.aws_requests()}
    services = {"logs": "logs", "monitoring": "cloudwatch", "sns": "sns", "kms": "kms"}
    used = {
        f"{services[service]}:{operation}" for service, operation in asked if service in services
    }
    documented = granted((CHECKOUT / "docs" / "watch-policy.json").read_text())
    assert used - OURS == {each for each in documented if not each.startswith("s3:")} - UNUSED


def test_a_log_group_without_room_is_named_with_its_limit(operator: Person) -> None:
    Log(operator)
    for number in range(5):
        operator.aws("logs").put_metric_filter(
            logGroupName=GROUP,
            filterName=f"theirs-{number}",
            filterPattern="%4.1%",
            metricTransformations=[{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}],
        )
    operator.session.pulumi("config", "set", "--path", "monitor.logGroup", GROUP)

    outcome = operator.up()

    assert not outcome.succeeded
    assert f"monitor.logGroup: the log group {GROUP} takes 5 filters" in outcome.output
