"""The stand-in providers know exactly the resource types that the components create."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.providers.aws import provider as aws
from sandbox.providers.github import provider as github
from sandbox.providers.schema import Shape
from tests.conftest import RecordingEngine
from tests.support.declared import ALL, declared

SHAPES = {**aws.provider().schema.resources, **github.provider().schema.resources}
STORE = {
    "kmsKey": "new",
    "parameter": "/key",
    "baseUrlParameter": "/url",
    "tags": {"team": "print"},
    "replicas": [{"region": "us-east-1"}],
}
DEPLOY = {"repository": "acme/x", "branch": "main"}
MONITOR = {**ALL["monitor"], "endpoints": ["https://example.com/"], "verifyLogGroup": "/verify"}


@pytest.fixture(scope="module")
def everything() -> RecordingEngine:
    access = {**ALL["access"], "deploy": DEPLOY}
    return declared(**{**ALL, "store": STORE, "access": access, "monitor": MONITOR})


def made(engine: RecordingEngine) -> Iterator[tuple[str, dict[str, object]]]:
    """The created resource types of both providers, each with its inputs."""
    for one in engine.made.values():
        if one.typ.startswith(("aws:", "github:")):
            yield one.typ, {name: each for name, each in one.inputs.items() if each is not None}


def test_the_stand_ins_have_each_resource_type_that_the_components_make_and_no_other(
    everything: RecordingEngine,
) -> None:
    types = {token for token in SHAPES if not token.startswith("pulumi:providers:")}

    assert {token for token, _ in made(everything)} == types


def test_the_stand_ins_take_each_input_that_the_components_give(
    everything: RecordingEngine,
) -> None:
    for token, inputs in made(everything):
        shape: Shape = SHAPES[token]
        assert inputs.keys() <= shape.inputs.keys(), token
