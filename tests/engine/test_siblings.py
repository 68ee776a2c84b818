"""Keys of other environments, and stacks that are none."""

from __future__ import annotations

import pytest

from tests.engine.person import Person

pytestmark = pytest.mark.engine


def test_a_key_of_another_environment_is_refused_in_preview(operator: Person) -> None:
    key = operator.key
    settings = operator.session.folder.stack_settings
    staging = settings.with_name("Pulumi.staging.yaml")
    operator.session.pulumi("stack", "init", "staging")
    staging.write_text(settings.read_text().split("encryptionsalt")[0])
    operator.session.pulumi("config", "set", "--secret", "submitKey", stdin=key)
    sibling = "organization/submit-key/local"
    operator.session.pulumi("config", "set", "--path", "siblings[0]", sibling)

    outcome = operator.pulumi("preview")

    assert not outcome.succeeded
    assert f"is a key of stack {sibling}" in outcome.output
    operator.session.pulumi("config", "set", "--secret", "submitKey", stdin=operator.new_key())
    for kind in ("secret", "variable"):  # the other stack's are not written over
        operator.session.pulumi("config", "set", "--path", f"github.{kind}Name", f"STAGING_{kind}")
    assert operator.pulumi("preview").succeeded


@pytest.mark.parametrize(
    ("stack", "words"),
    [
        ("organization/submit-key/local", "is this stack itself"),
        ("organization/submit-key/nobody", "is no stack that can be read here"),
    ],
)
def test_a_sibling_that_is_none_is_refused_by_its_place_in_the_setting(
    operator: Person, stack: str, words: str
) -> None:
    operator.session.pulumi("config", "set", "--path", "siblings[0]", stack)

    outcome = operator.pulumi("preview")

    assert not outcome.succeeded
    [error] = outcome.errors
    assert error.startswith(f"error: submit-key:siblings[0]: {words}; ")
    assert "Traceback" not in outcome.output
