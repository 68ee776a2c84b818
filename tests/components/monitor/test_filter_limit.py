"""A log group that takes no more filters: the error says which limit it is."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.monitor.filter_limit import say_which_limit, way_out

FULL = "operation error CloudWatch Logs: PutMetricFilter, LimitExceededException: exceeded."


@pytest.mark.parametrize(("error", "is_said"), [(FULL, True), ("AccessDenied", False)])
def test_the_way_out_is_shown_only_where_the_group_is_full(
    error: str, is_said: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", said.append)
    args: Any = pulumi.ErrorHookArgs("urn", "", "submit-key-watch", "type", errors=[error])

    assert say_which_limit("/integration", "submit-key-prod").callback(args) is False
    assert said == ([way_out("/integration")] if is_said else [])
    assert "\n" not in way_out("/integration")
