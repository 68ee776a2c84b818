"""The monitor: what it counts, when an alarm goes off, and when none may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import cycle, islice

import pytest

from components.monitor.auth_failures import CALLS, FAILED
from components.retirement.lifecycle import OVERDUE, Life, breach
from sandbox.folder import CHECKOUT
from tests.components.monitor.conftest import MONITOR
from tests.conftest import RecordingEngine
from tests.support.cloudwatch import evaluate, goes_off, matches

DAY = 24 * 60
LINES = dict(
    line.split(" | ", 1)
    for line in (CHECKOUT / "tests" / "support" / "log_lines.txt").read_text().splitlines()
)
"""Log lines of real programs, by name; STATUS stands for the status. Some have 401 elsewhere."""
NO_CALLS = (
    "",
    "401",
    "INFO starting on port 4010",
    "GET /login 401 12 - 1.0 ms",
    '203.0.113.9 - - [24/Nov/2026:10:00:01 +0000] "GET /login HTTP/1.1" 401 12 "-" "-"',
    '{"msg":"order 401 was created","order":401}',
    "{not json 401",
)


@dataclass
class CloudWatch:
    """Runs the filters and alarms of a monitor over a log, as CloudWatch would."""

    made: RecordingEngine

    def count(self, metric: str, lines: Sequence[str]) -> float | None:
        """The sum of a metric in one minute; None where no filter matched a line."""
        filters = [
            one.inputs
            for one in self.made.of_type("LogMetricFilter").values()
            if one.inputs["metricTransformation"]["name"] == metric
        ]
        assert filters
        found = sum(matches(one["pattern"], line) for one in filters for line in lines)
        return found or None

    def alarm(self, name: str, minutes: Sequence[Sequence[str]]) -> int | None:
        """The minute after which an alarm goes off."""
        alarm = self.made.made[f"{MONITOR}-{name}"].inputs
        counted = [
            {"failed": self.count(FAILED, lines), "calls": self.count(CALLS, lines)}
            for lines in minutes
        ]
        if "metricQueries" not in alarm:
            return goes_off([minute["failed"] for minute in counted], alarm)
        [expression] = [q["expression"] for q in alarm["metricQueries"] if "expression" in q]
        present = [{k: v for k, v in minute.items() if v is not None} for minute in counted]
        return goes_off([evaluate(expression, minute) for minute in present], alarm)

    def first(self, minutes: Sequence[Sequence[str]]) -> int | None:
        """The minute after which the first of the two alarms goes off."""
        names = ("failed-authentication", "failed-authentication-persists")
        return min(
            (off for off in (self.alarm(name, minutes) for name in names) if off is not None),
            default=None,
        )


@pytest.fixture
def watch(made: RecordingEngine) -> CloudWatch:
    return CloudWatch(made)


def line(status: int, form: str = "nginx, combined") -> str:
    return LINES[form].replace("STATUS", str(status))


@pytest.mark.parametrize("form", LINES)
def test_a_refused_call_is_counted_once_whatever_the_log_looks_like(
    watch: CloudWatch, form: str
) -> None:
    assert watch.count(FAILED, [line(401, form)]) == 1


@pytest.mark.parametrize("form", LINES)
@pytest.mark.parametrize("status", [200, 201, 400, 403, 422, 429, 500, 503])
def test_no_other_answer_counts_as_a_failed_authentication(
    watch: CloudWatch, form: str, status: int
) -> None:
    assert watch.count(FAILED, [line(status, form)]) is None


@pytest.mark.parametrize("form", [form for form in LINES if form != "httpx in JSON"])
@pytest.mark.parametrize("status", [201, 401, 503])
def test_every_call_is_counted_once(watch: CloudWatch, form: str, status: int) -> None:
    assert watch.count(CALLS, [line(status, form)]) == 1


@pytest.mark.parametrize("text", NO_CALLS)
def test_a_line_that_is_no_call_of_the_submit_api_counts_for_nothing(
    watch: CloudWatch, text: str
) -> None:
    assert watch.count(FAILED, [text]) is None


def traffic(per_minute: int, minutes: int, status: int = 201) -> list[list[str]]:
    return [[line(status)] * per_minute for _ in range(minutes)]


def quiet(minutes: int) -> list[list[str]]:
    """A log with one call every quarter of an hour."""
    return [[line(201)] if minute % 15 == 0 else [] for minute in range(minutes)]


def mixed(refused: int, calls: int, minutes: int) -> list[list[str]]:
    return [
        [line(401, form) for form in islice(cycle(LINES), refused)]
        + [line(201)] * (calls - refused)
        for _ in range(minutes)
    ]


def test_a_synthetic_day_without_failed_authentication_is_silent(watch: CloudWatch) -> None:
    night, morning, busy = quiet(6 * 60), traffic(20, 3 * 60), traffic(300, 60)
    outage = [*traffic(50, 20, status=503), *traffic(0, 20), *traffic(50, 20, status=429)]
    rotation = traffic(100, 60)
    stray = [[line(401)] + [line(201)] * 200]
    rest = quiet(DAY - 6 * 60 - 3 * 60 - 3 * 60 - 1)
    day = [*night, *morning, *busy, *outage, *rotation, *stray, *rest]

    assert len(day) == DAY
    assert watch.first(day) is None


@pytest.mark.parametrize(
    ("name", "before", "failing"),
    [
        ("busy, every call is refused", traffic(300, 30), traffic(300, 10, status=401)),
        ("busy, one worker of fifty", traffic(100, 30), mixed(2, 100, 10)),
        ("busy, one call in a minute is refused", traffic(100, 30), mixed(1, 100, 10)),
        ("steady, a fifth is refused", traffic(10, 30), mixed(2, 10, 10)),
        ("one bad minute", traffic(10, 30), [*mixed(2, 10, 1), *traffic(10, 9)]),
        ("quiet, the only call is refused", quiet(30), [[line(401)], *traffic(0, 9)]),
        ("after an outage", traffic(50, 30, status=503), traffic(50, 10, status=401)),
        ("the first call ever", traffic(0, 30), [[line(401)], *traffic(0, 9)]),
    ],
)
def test_a_revoked_key_in_use_is_told_within_five_minutes(
    watch: CloudWatch, name: str, before: list[list[str]], failing: list[list[str]]
) -> None:
    off = watch.first([*before, *failing])

    assert off is not None, f"{name}: no alarm"
    assert 0 <= off - len(before) < 5, f"{name}: minute {off - len(before)}"


def test_a_share_below_the_limit_that_does_not_stay_is_no_alarm(watch: CloudWatch) -> None:
    once = [*traffic(10, 9), *mixed(1, 10, 1)]

    assert watch.first([*once, *once, *once]) is None


def test_a_silent_log_ends_the_alarm_and_raises_none(made: RecordingEngine) -> None:
    for alarm in made.of_type("MetricAlarm").values():
        assert alarm.inputs["treatMissingData"] == "notBreaching"
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"]
        assert len(alarm.inputs["alarmActions"]) == 1


def test_a_failure_breaches_where_no_call_can_be_counted(watch: CloudWatch) -> None:
    [expression] = [
        query["expression"]
        for query in watch.made.made[f"{MONITOR}-failed-authentication"].inputs["metricQueries"]
        if "expression" in query
    ]
    assert evaluate(expression, {"failed": 1}) == 1
    assert evaluate(expression, {}) == 0


def test_a_scheduled_update_that_finds_a_key_past_its_deadline_is_an_alarm(
    made: RecordingEngine,
) -> None:
    life = Life(
        version=1,
        fingerprint="0123456789ab",
        state="awaiting revocation",
        first_seen="2026-01-01T00:00:00+00:00",
        revoke_by="2026-01-01T00:00:00+00:00",
    )
    said = breach([life], None, datetime(2026, 2, 1, tzinfo=timezone.utc))

    assert OVERDUE in str(said)
    assert matches(made.made[f"{MONITOR}-overdue"].inputs["pattern"], f"error: Unproved: {said}")
    assert made.made[f"{MONITOR}-overdue"].inputs["logGroupName"] == "/verify"
    assert made.made[f"{MONITOR}-key-past-deadline"].inputs["metricName"] == "OverdueKeys"
