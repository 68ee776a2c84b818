"""A name in AWS is one that AWS takes, and no two stacks, components or secrets share it."""

from __future__ import annotations

import re
from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from hypothesis import given

from components.aws.names import alias_name, iam_name, watch_prefix

Names = Callable[[str], str]


def role(prefix: str) -> str:
    return iam_name(prefix, "deploy")


def topic(prefix: str) -> str:
    return f"{watch_prefix(prefix)}-failed-authentication-persists"


TAKEN: dict[Names, str] = {
    role: r"[\w+=,.@-]{1,64}",
    topic: r"[A-Za-z0-9_-]{1,255}",
    alias_name: r"(?!alias/aws/)alias/[A-Za-z0-9/_-]{1,250}",
}
"""What AWS takes as a name, by what makes it."""

EVERY = pytest.mark.parametrize("named", TAKEN, ids=lambda named: named.__name__)


@EVERY
@given(text=st.text("abcXYZ019._-/+=@", min_size=1, max_size=512))
def test_aws_takes_every_name(named: Names, text: str) -> None:
    assert re.fullmatch(TAKEN[named], named(text), re.ASCII), named(text)


@EVERY
@given(text=st.text("ab.-", min_size=1, max_size=300), other=st.text("ab.-", min_size=1))
def test_two_texts_never_get_one_name(named: Names, text: str, other: str) -> None:
    others = {other, f"{text}x", text.replace(".", "-"), f".{text}", f"-{text}"} - {text}

    assert named(text) not in {named(each) for each in others}


@pytest.mark.parametrize("secret", ["p/x.y", "aws/x", "p/x+y", "p" * 300])
def test_secrets_alike_have_aliases_of_their_own(secret: str) -> None:
    alike = {f".{secret}", f"-{secret}", re.sub("[.+/]", "-", secret), secret[:250]} - {secret}

    assert alias_name(secret) not in {alias_name(each) for each in alike}


@pytest.mark.parametrize("stack", ["prod", "dev_eu", "dev-eu", "x" * 42])
def test_a_name_that_aws_takes_is_as_it_always_was(stack: str) -> None:
    """Another name would be another resource, and would replace the one that a stack has."""
    assert role(f"submit-key-{stack}") == f"submit-key-{stack}-deploy"
    assert watch_prefix(f"submit-key-{stack}") == f"submit-key-{stack}"
    assert alias_name(f"submit-key/{stack}") == f"alias/submit-key/{stack}"
    assert role("submit-key-dev.eu") == "submit-key-dev.eu-deploy"
    assert role("s" * 100) == f"{'s' * 48}-4f431567-deploy"
