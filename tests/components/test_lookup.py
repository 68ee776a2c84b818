"""A refused read becomes one line with the error code; a bug keeps its traceback."""

from __future__ import annotations

import pulumi
import pytest
from pulumi_aws import iam

from components.lookup import listed, looked_up
from tests.conftest import RecordingEngine

ABSENT = "readers: make it first"


def asked(engine: RecordingEngine, said: str, absent: str | None) -> str:
    """The message that people see when AWS gives this answer, through the SDK's invoke."""
    engine.call = lambda _: ({}, [("name", said)])  # type: ignore[method-assign]
    with pytest.raises(pulumi.RunError) as refused:
        engine.run(lambda: looked_up(lambda: iam.get_role(name="x"), "store: allow it", absent))
    return str(refused.value)


@pytest.mark.parametrize("absent", [None, ABSENT])
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("GetSecretValue, AccessDeniedException: user x may not", " (AccessDeniedException)"),
        ("operation error: DecryptionFailure: key k", " (DecryptionFailure)"),
        ("GET https://api.example/repos/x: 404 Not Found []", " (404)"),
        ("the plugin is gone", ""),
    ],
)
def test_a_refused_read_is_one_line_with_the_code_alone(
    engine: RecordingEngine, said: str, shown: str, absent: str | None
) -> None:
    assert asked(engine, said, absent) == f"store: allow it{shown}"


@pytest.mark.parametrize("said", ["couldn't find resource", "NoSuchEntity: no role x"])
def test_a_missing_thing_has_its_own_message(engine: RecordingEngine, said: str) -> None:
    assert asked(engine, said, ABSENT) == ABSENT
    assert asked(engine, said, None).startswith("store: allow it")


@pytest.mark.parametrize(
    "said",
    [
        "Invoke: context canceled",
        "rpc error: code = Canceled desc = grpc: the client connection is closing",
        "operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0,"
        " RequestID: , canceled, context canceled",
        "Resource monitor has terminated, shutting down",
    ],
)
def test_a_read_that_the_engine_cancelled_is_not_told_as_a_refusal(
    engine: RecordingEngine, said: str
) -> None:
    for absent in (None, ABSENT):
        message = asked(engine, said, absent)
        assert "store" not in message
        assert message == "a read was cancelled when the update stopped; another error says why"


@pytest.mark.parametrize(
    "bug", [KeyError("arn"), TypeError("not an ARN (AccessDenied)"), Exception("invoked wrongly")]
)
def test_a_bug_in_a_read_is_raised_unchanged(bug: Exception) -> None:
    def read() -> None:
        raise bug

    with pytest.raises(type(bug)) as raised:
        looked_up(read, "store: allow it", ABSENT)

    assert raised.value is bug


def test_an_answer_is_passed_on() -> None:
    assert looked_up(lambda: 7, "store: allow it") == 7


@pytest.mark.parametrize(
    ("said", "shown"), [("GET …/secrets: 404 Not Found []", None), ("GET …: 403 Forbidden", "403")]
)
def test_a_list_of_a_place_that_does_not_exist_is_empty_and_no_other_refusal_is(
    engine: RecordingEngine, said: str, shown: str | None
) -> None:
    engine.call = lambda _: ({}, [("name", said)])  # type: ignore[method-assign]
    found: list[object] = []

    def program() -> None:
        found.append(listed(lambda: [iam.get_role(name="x").arn], "store: allow it"))

    if shown is None:
        engine.run(program)
        assert found == [()]
        return
    with pytest.raises(pulumi.RunError, match=shown):
        engine.run(program)
