"""The policy pack with the genuine engine."""

from __future__ import annotations

import subprocess

import pytest

from sandbox.folder import CHECKOUT
from tests.engine.person import Person

pytestmark = [pytest.mark.engine, pytest.mark.story]


@pytest.fixture(scope="module", autouse=True)
def _the_pack_has_its_environment() -> None:
    subprocess.run(["make", "policy"], cwd=CHECKOUT, check=True, capture_output=True)


PACK = ("--policy-pack", str(CHECKOUT / "policy"))


def test_a_key_in_a_tag_is_found_by_the_pack_and_not_shown(operator: Person) -> None:
    operator.session.pulumi("config", "set", "--path", "aws:defaultTags.tags.note", operator.key)

    outcome = operator.pulumi("preview", *PACK)

    assert not outcome.succeeded
    assert "key-only-in-secret-stores" in outcome.output
    assert "shows the key in a property that is no secret store" in outcome.output


def test_the_product_passes_its_own_policy_pack(person: Person) -> None:
    for verb in ("preview", "up"):
        outcome = person.pulumi(verb, *PACK)

        assert outcome.succeeded, outcome.output
        assert "submit-key@v1.0.0" in outcome.output
