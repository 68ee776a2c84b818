"""Who gets an alarm and how, and which settings are accepted."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pytest

from components.monitor.alarm_policies import alarm_key_policy, alarm_topic_policy
from components.monitor.auth_failures import CALLS, FAILED
from program.configuration import read_settings
from tests.components.monitor.conftest import MONITOR
from tests.conftest import KEY, RecordingEngine, configure
from tests.support.declared import make


def test_the_topic_is_encrypted_and_takes_alarms_of_this_account_alone(
    made: RecordingEngine,
) -> None:
    near = "arn:aws:secretsmanager:eu-west-1:123456789012:secret"
    key, alarms = json.loads(alarm_key_policy(near))["Statement"]
    publish, clear = json.loads(alarm_topic_policy(near, "t"))["Statement"]

    assert made.made[f"{MONITOR}-topic-alarms"].inputs["kmsMasterKeyId"]
    assert key["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    for statement in (alarms, publish):
        assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}
    assert publish["Resource"] == "arn:aws:sns:eu-west-1:123456789012:t"
    assert (clear["Effect"], clear["Condition"]) == (
        "Deny",
        {"Bool": {"aws:SecureTransport": "false"}},
    )


def test_the_url_of_an_endpoint_is_a_secret_and_in_no_name(made: RecordingEngine) -> None:
    subscription = made.made[f"{MONITOR}-topic-endpoint-1"].inputs["endpoint"]

    assert subscription["value"] == "https://events.example.com/t0ken"
    assert "t0ken" not in str(list(made.made))


def test_the_dashboard_shows_calls_failures_and_every_alarm(made: RecordingEngine) -> None:
    body = json.loads(made.made[f"{MONITOR}-dashboard"].inputs["dashboardBody"])
    alarms, calls = (widget["properties"] for widget in body["widgets"])

    assert len(alarms["alarms"]) == len(made.of_type("MetricAlarm")) == 3
    assert calls["region"] == "eu-west-1"
    assert [metric[1] for metric in calls["metrics"]] == [FAILED, CALLS]


@pytest.mark.parametrize(
    ("monitor", "words"),
    [
        ({"logGroup": "a b"}, "is not the name of a log group"),
        ({"emails": ["nobody"]}, "is not an e-mail address"),
        ({"endpoints": ["http://example.com"]}, "is not an https URL"),
        ({"endpoints": ["https://hooks.slack.com/services/x"]}, "do not speak SNS"),
        ({"failurePercent": 0}, "greater than 0"),
        ({"pattern": "ü"}, "is not a filter pattern"),
    ],
)
def test_a_wrong_option_is_refused_by_name(monitor: dict[str, Any], words: str) -> None:
    configure(submitKey=KEY, monitor=monitor)

    with pytest.raises(pulumi.RunError, match=words) as refused:
        read_settings(pulumi.Config("submit-key"), "test")

    assert "hooks.slack.com" not in str(refused.value)


def test_a_pattern_of_your_own_takes_the_place_of_ours(engine: RecordingEngine) -> None:
    make(engine, monitor={"logGroup": "/integration", "pattern": "{ $.code = 401 }"})

    own = engine.made[f"{MONITOR}-failed-own"]
    assert own.inputs["pattern"] == "{ $.code = 401 }"
    assert f"{MONITOR}-failed-json" not in engine.made


def test_without_a_log_group_nothing_is_watched(engine: RecordingEngine) -> None:
    make(engine)

    assert not engine.of_type("MetricAlarm")
