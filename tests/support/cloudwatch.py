"""The part of CloudWatch that our filter patterns and metric math use.

Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax for metric filters" and
"Supported regular expressions (regex) syntax"; Amazon CloudWatch User Guide, "Using metric math"
and "Evaluating an alarm" (M out of N datapoints, missing data not breaching).
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_REGEX = re.compile(r"[A-Za-z0-9_#=@/;,:^$?\[\]{}|\\*+.-]*", re.ASCII)
"""What a regular expression may consist of: no parentheses, spaces or quotes."""
_TERM = re.compile(r'\((\$[.\w]+) = (\*|\d+|"[^"]*")\)')


@functools.cache  # a day's log has few distinct lines
def matches(pattern: str, line: str) -> bool:
    """Whether a metric filter with this pattern counts this line."""
    if pattern.startswith("{"):
        return _json_matches(pattern, line)
    if pattern.startswith("%"):
        expression = pattern[1:-1]
        assert pattern.endswith("%"), "a regular expression stands between two %"
        assert _REGEX.fullmatch(expression), "CloudWatch refuses this regular expression"
        return re.search(expression, line, re.ASCII) is not None
    assert re.fullmatch(r'"[^"]+"', pattern), "not a form that is read here"
    return pattern[1:-1] in line


def _json_matches(pattern: str, line: str) -> bool:
    try:
        document = json.loads(line)
    except ValueError:
        return False
    terms = pattern.removeprefix("{ ").removesuffix(" }").split(" || ")
    found = [_TERM.fullmatch(term) for term in terms]
    assert all(found), "CloudWatch refuses this JSON pattern, or it is not read here"
    return any(_has(document, term[1], term[2]) for term in found if term)


def _has(document: Any, path: str, wanted: str) -> bool:
    for name in path.split(".")[1:]:
        if not isinstance(document, dict) or name not in document:
            return False
        document = document[name]
    return wanted == "*" or document == json.loads(wanted)


def evaluate(expression: str, minute: Mapping[str, float]) -> float:
    """Metric math for one period; a metric that is not in `minute` has no datapoint."""
    python = re.sub(r"FILL\((\w+), 0\)", r"get('\1', 0)", expression)
    python = python.replace("IF(", "choose(").replace(" OR ", " or ").replace(" AND ", " and ")
    names = {"get": minute.get, "choose": lambda yes, then, other: then if yes else other}
    value: float = eval(python, {"__builtins__": {}}, names)  # noqa: S307 - our own expression
    return value


def goes_off(datapoints: Sequence[float | None], alarm: Mapping[str, Any]) -> int | None:
    """The first minute after which an alarm is in ALARM; None if it never is."""
    n, m = int(alarm["evaluationPeriods"]), int(alarm["datapointsToAlarm"])
    assert alarm["treatMissingData"] == "notBreaching"
    assert alarm["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
    bad = [point is not None and point >= alarm["threshold"] for point in datapoints]
    for minute in range(len(bad)):
        if sum(bad[max(0, minute - n + 1) : minute + 1]) >= m:
            return minute
    return None
