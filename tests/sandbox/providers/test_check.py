"""What a stand-in provider's Check refuses, and which names and defaults it fills in."""

from __future__ import annotations

import re

import pytest
from pulumi.runtime.proto import provider_pb2 as messages

from sandbox.providers.wire import UNKNOWN, encode
from tests.sandbox.providers.conftest import SECRET, VERSION
from tests.sandbox.providers.engine_side import EngineSide, urn


def test_an_unknown_property_is_refused_by_name(engine: EngineSide) -> None:
    _, failures = engine.check(SECRET, "store", colour="red")

    assert "colour" in failures["colour"]


def test_a_missing_required_property_is_refused_by_name(engine: EngineSide) -> None:
    _, failures = engine.check(VERSION, "v1", secretString="x")

    assert failures == {"secretId": "Missing required property 'secretId'"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"description": 7},
        {"recoveryWindowInDays": "7"},
        {"recoveryWindowInDays": True},
        {"tags": ["a"]},
        {"tags": {"a": 1}},
        {"replicas": {"region": "x"}},
        {"replicas": [{"place": "x"}]},
        {"replicas": [{}]},
        {"replicas": [{"region": 1}]},
    ],
)
def test_a_wrong_type_is_refused(engine: EngineSide, wrong: dict[str, object]) -> None:
    _, failures = engine.check(SECRET, "store", **wrong)

    assert failures.keys() == wrong.keys()


def test_a_value_that_a_preview_does_not_know_passes_every_check(engine: EngineSide) -> None:
    _, failures = engine.check(
        SECRET, "store", description=UNKNOWN, recoveryWindowInDays=UNKNOWN, tags=UNKNOWN
    )

    assert failures == {}


def test_a_refusal_of_a_secret_does_not_point_at_it_for_the_engine_prints_the_value(
    engine: EngineSide,
) -> None:
    news = encode({"secretId": 7, "colour": "canary", "secretString": ["canary"]}, ["colour"])
    answer = engine.stub.Check(messages.CheckRequest(urn=urn(VERSION, "v"), news=news))
    reasons = [each.reason for each in answer.failures if not each.property]

    assert len(reasons) == 2
    assert "colour" in reasons[0]
    assert "secretString" in reasons[1]
    assert "canary" not in str(answer.failures)


def test_a_version_takes_exactly_one_value(engine: EngineSide) -> None:
    _, none = engine.check(VERSION, "v1", secretId="s")
    _, two = engine.check(VERSION, "v1", secretId="s", secretString="x", secretBinary="eA==")

    assert none == {"": "Missing required property 'secretString'"}
    assert "secretBinary" in two


def test_a_name_that_is_not_given_is_made_once_and_kept(engine: EngineSide) -> None:
    first, _ = engine.check(SECRET, "store")
    second, _ = engine.check(SECRET, "store", first)

    assert re.fullmatch(r"store-[0-9a-f]{7}", first["name"])
    assert second["name"] == first["name"]


def test_a_name_of_the_users_own_gives_way_to_a_made_one_when_it_is_taken_away(
    engine: EngineSide,
) -> None:
    own, _ = engine.check(SECRET, "store", name="mine")
    made, _ = engine.check(SECRET, "store", own)

    assert made["name"] != "mine"
