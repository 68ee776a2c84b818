"""A read that is refused is told in one line, with no more of the answer than its code."""

from __future__ import annotations

import pulumi
import pytest

from components.lookup import looked_up


def failing(text: str) -> int:
    raise Exception(text)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("GetSecretValue, AccessDeniedException: user x may not", " (AccessDeniedException)"),
        ("operation error: DecryptionFailure: key k", " (DecryptionFailure)"),
        ("GET https://api.example/repos/x: 404 Not Found []", " (404)"),
        ("the plugin is gone", ""),
    ],
)
def test_a_refused_read_is_one_line_with_the_code_alone(said: str, shown: str) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        looked_up(lambda: failing(said), "store: allow it")

    assert str(refused.value) == f"store: allow it{shown}"


def test_an_answer_is_passed_on() -> None:
    assert looked_up(lambda: 7, "store: allow it") == 7
