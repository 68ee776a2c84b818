"""A state of the genuine engine matches the contract: names, types, modules, classes."""

from __future__ import annotations

import base64
import json

import dill
import pytest

from tests.engine.person import Person
from tests.support.state_contract import rows_of

pytestmark = pytest.mark.engine


def test_a_bootstrapped_state_is_as_the_contract_says(operator: Person) -> None:
    exported = json.loads(operator.session.pulumi("stack", "export", "--show-secrets"))
    resources = [
        each
        for each in exported["deployment"]["resources"]
        if not each["type"].startswith("pulumi:")
    ]

    assert len(resources) > 20
    for each in resources:
        [row] = rows_of(each["urn"].rsplit("::", 1)[1], each["type"])
        provider = each.get("outputs", {}).get("__provider")
        assert (provider is not None) == bool(row.provider), row
        if provider is not None:
            assert class_of(provider["plaintext"]) == row.provider


def class_of(pickled: str) -> str:
    """The class that the engine would load for a dynamic resource, as `module:class`."""
    found = type(dill.loads(base64.b64decode(json.loads(pickled))))  # noqa: S301 - our own state
    return f"{found.__module__}:{found.__qualname__}"
