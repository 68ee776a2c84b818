"""The names of a bootstrapped environment and of its parts."""

from __future__ import annotations

from typing import Any

import pytest

from bootstrap.plan import Plan
from components.refusal import Refusal


def plan(name: str = "staging", **more: Any) -> Plan:
    given = {"account": "123456789012", "region": "eu-west-1", "repository": "acme/infra", **more}
    return Plan(name=name, **given)


@pytest.mark.parametrize(
    ("name", "environment"),
    [("dev", "development"), ("prod", "production"), ("staging", "staging")],
)
def test_the_name_tells_which_keys_an_environment_takes(name: str, environment: str) -> None:
    assert plan(name).environment == environment


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "Staging"}, "NAME: is not"),
        ({"name": ""}, "NAME: is not"),
        ({"name": "blue"}, "add ENVIRONMENT="),
        ({"repository": "infra"}, "REPOSITORY: is not owner/name"),
        ({"siblings": ("a b",)}, "NAME: is not"),
    ],
)
def test_a_mistaken_command_is_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        plan(**given)


def test_another_service_than_aws_is_reached_by_its_address() -> None:
    backend = plan(endpoint="http://127.0.0.1:9000").backend

    assert "endpoint=127.0.0.1%3A9000" in backend
    assert "disableSSL=true" in backend
    assert "endpoint" not in plan().backend
