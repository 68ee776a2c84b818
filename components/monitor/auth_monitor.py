"""`AuthMonitor`: alarms on failed authentication in the integration's own log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.monitor.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.monitor.auth_failures import (
    CALLS,
    CALLS_PLAIN,
    FAILED,
    FAILED_PLAIN,
    OVERDUE_KEYS,
    PERIOD_SECONDS,
    PERSISTS,
    WINDOW,
    bad_minute,
    calls_json,
    failed_json,
)
from components.monitor.dashboard import dashboard_body
from components.monitor.filter_limit import say_which_limit
from components.monitor.settings import MonitorSettings
from components.retirement.lifecycle import OVERDUE


@dataclass(frozen=True, kw_only=True)
class AuthMonitorArgs:
    """What an `AuthMonitor` needs."""

    settings: MonitorSettings
    log_group: str
    """The integration's own log group; it must exist already."""
    prefix: str
    """The beginning of every name in AWS."""
    near: pulumi.Output[str]
    """The ARN of the secret; its partition, region and account are used."""


class AuthMonitor(pulumi.ComponentResource):
    """Alert people within minutes when the integration's key is refused.

    Type `atomyx:submit:AuthMonitor`. Makes:

    - `<name>-topic`: the AlarmTopic
    - `<name>-failed-json`: the LogMetricFilter that counts status 401 in JSON lines
    - `<name>-failed-plain`: the LogMetricFilter that counts status 401 in plain lines
    - `<name>-calls-json`: the LogMetricFilter that counts all calls in JSON lines
    - `<name>-calls-plain`: the LogMetricFilter that counts all calls in plain lines
    - `<name>-failed-authentication`: the MetricAlarm on one bad minute
    - `<name>-failed-authentication-persists`: the MetricAlarm on few failures that go on
    - `<name>-overdue`: the LogMetricFilter on the log of a scheduled `pulumi up`, if one is set
    - `<name>-key-past-deadline`: the MetricAlarm on that filter
    - `<name>-dashboard`: the Dashboard

    With the setting `pattern`, the filter `failed-own` replaces the first two filters. A rotation
    raises no alarm: `pulumi up` sends its questions, so they never get into the integration's log.
    """

    topic_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: AuthMonitorArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("atomyx:submit:AuthMonitor", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._prefix, self._namespace = args.prefix, f"SubmitKey/{args.prefix}"
        self._alarms: list[pulumi.Output[str]] = []
        self._limits: dict[str, pulumi.ResourceHookBinding] = {}
        topic = AlarmTopicArgs(
            topic_name=f"{args.prefix}-alarms",
            near=args.near,
            emails=args.settings.emails,
            endpoints=args.settings.endpoints,
        )
        self.topic_arn = AlarmTopic(f"{name}-topic", topic, self._child).arn
        self._count(args.log_group, args.settings.pattern)
        self._alarm_on_failures(args.settings)
        if args.settings.verify_log_group is not None:
            self._alarm_on_deadline(args.settings.verify_log_group)
        cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=args.prefix,
            dashboard_body=pulumi.Output.all(args.near, *self._alarms).apply(
                lambda arns: dashboard_body(self._namespace, *arns)
            ),
            opts=self._child,
        )
        self.register_outputs({"topicArn": self.topic_arn})

    def _count(self, log_group: str, pattern: str | None) -> None:
        if pattern is None:
            self._filter("failed-json", log_group, failed_json(), FAILED)
            self._filter("failed-plain", log_group, FAILED_PLAIN, FAILED)
        else:
            self._filter("failed-own", log_group, pattern, FAILED)
        self._filter("calls-json", log_group, calls_json(), CALLS)
        self._filter("calls-plain", log_group, CALLS_PLAIN, CALLS)

    def _on_limit(self, log_group: str) -> pulumi.ResourceHookBinding:
        if log_group not in self._limits:
            hook = say_which_limit(log_group, f"{self._prefix}-{len(self._limits)}")
            self._limits[log_group] = pulumi.ResourceHookBinding(on_error=[hook])
        return self._limits[log_group]

    def _filter(self, name: str, log_group: str, pattern: str, metric: str) -> None:
        cloudwatch.LogMetricFilter(
            f"{self._name}-{name}",
            name=f"{self._prefix}-{name}",
            log_group_name=log_group,
            pattern=pattern,
            metric_transformation={"name": metric, "namespace": self._namespace, "value": "1"},
            opts=pulumi.ResourceOptions(parent=self, hooks=self._on_limit(log_group)),
        )

    def _alarm_on_failures(self, settings: MonitorSettings) -> None:
        expression = bad_minute(settings.failures_per_minute, settings.failure_percent)
        self._alarm(
            "failed-authentication",
            "The Submit API refuses the integration's key: check whether a consumer still holds a"
            " revoked key; if not, follow the runbook for an exposed key.",
            queries=[
                self._query("failed", FAILED),
                self._query("calls", CALLS),
                cloudwatch.MetricAlarmMetricQueryArgs(
                    id="bad_minute", expression=expression, label="bad minute", return_data=True
                ),
            ],
            datapoints_to_alarm=1,
        )
        self._alarm(
            "failed-authentication-persists",
            "A few calls fail minute after minute: one consumer of many may hold a former key.",
            datapoints_to_alarm=PERSISTS,
            metric_name=FAILED,
        )

    def _query(self, id_: str, metric: str) -> cloudwatch.MetricAlarmMetricQueryArgs:
        return cloudwatch.MetricAlarmMetricQueryArgs(
            id=id_,
            metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(
                metric_name=metric,
                namespace=self._namespace,
                period=PERIOD_SECONDS,
                stat="Sum",
            ),
            return_data=False,
        )

    def _alarm_on_deadline(self, log_group: str) -> None:
        self._filter("overdue", log_group, f'"{OVERDUE}"', OVERDUE_KEYS)
        self._alarm(
            "key-past-deadline",
            "A former key is past its deadline and not proved dead: revoke it in Atomyx Vault.",
            datapoints_to_alarm=1,
            metric_name=OVERDUE_KEYS,
            period=3600,
            evaluation_periods=24,
        )

    def _alarm(
        self,
        name: str,
        description: str,
        *,
        datapoints_to_alarm: int,
        metric_name: str | None = None,
        queries: Sequence[cloudwatch.MetricAlarmMetricQueryArgs] | None = None,
        period: int = PERIOD_SECONDS,
        evaluation_periods: int = WINDOW,
    ) -> None:
        """Ignores missing data; notifies again when it clears."""
        is_plain = metric_name is not None
        alarm = cloudwatch.MetricAlarm(
            f"{self._name}-{name}",
            name=f"{self._prefix}-{name}",
            alarm_description=description,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=1,
            evaluation_periods=evaluation_periods,
            datapoints_to_alarm=datapoints_to_alarm,
            treat_missing_data="notBreaching",
            metric_name=metric_name,
            metric_queries=queries,
            namespace=self._namespace if is_plain else None,
            period=period if is_plain else None,
            statistic="Sum" if is_plain else None,
            alarm_actions=[self.topic_arn],
            ok_actions=[self.topic_arn],
            opts=self._child,
        )
        self._alarms.append(alarm.arn)
