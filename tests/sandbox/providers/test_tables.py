"""Every row of the stand-in providers' tables agrees with the schema that it serves."""

from __future__ import annotations

import pytest

from sandbox.providers.aws import provider as aws
from sandbox.providers.github import provider as github
from sandbox.providers.resource import Resource
from sandbox.providers.schema import Shape

PROVIDERS = (aws.provider(), github.provider())
ROWS = [
    pytest.param(row, provider.schema.resources.get(token), id=token)
    for provider in PROVIDERS
    for token, row in provider.resources.items()
]


@pytest.mark.parametrize(("row", "shape"), ROWS)
def test_a_row_speaks_of_properties_that_the_schema_has(row: Resource, shape: Shape) -> None:
    inputs, outputs = shape.inputs.keys(), shape.outputs.keys()

    assert row.defaults.keys() <= inputs
    assert row.equal.keys() <= inputs
    assert row.replaced_if.keys() <= inputs
    assert set(row.volatile) & outputs or not row.volatile
    assert row.autoname is None or "name" in inputs


@pytest.mark.parametrize(("row", "shape"), ROWS)
def test_a_default_has_the_type_of_its_property(row: Resource, shape: Shape) -> None:
    types = {"bool": bool, "int": int, "string": str}

    for name, value in row.defaults.items():
        assert type(value) is types[shape.inputs[name].type]


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda each: each.schema.provider)
def test_the_schema_has_what_has_a_row_and_nothing_else(provider: aws.Provider) -> None:
    schema = provider.schema
    types = {f"pulumi:providers:{schema.provider}", *provider.resources}

    assert schema.resources.keys() == types
    assert schema.functions.keys() == provider.functions.keys()
