"""What the stand-in github provider refuses, and how it calls GitHub."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from sandbox.providers.waiting import cancelled
from sandbox.services.github.api import TOKEN
from sandbox.services.serving import HOST, Server
from tests.sandbox.providers.engine_side import EngineSide, refusal, running
from tests.sandbox.providers.github.conftest import ACTIONS, ONE, PLACE, SECRET
from tests.support.github_service import GitHubService, sha256


@pytest.mark.parametrize("name", ["1KEY", "KEY-1", "GITHUB_KEY", "github_key", ""])
def test_a_name_that_github_does_not_take_is_refused_in_check(
    engine: EngineSide, name: str
) -> None:
    _, failures = engine.check(SECRET, "s", **{**PLACE, "secretName": name}, value=ONE)

    assert "secretName" in failures


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "one of `encrypted_value,plaintext_value,value,value_encrypted`"),
        ({"value": ONE, "plaintextValue": ONE}, "only one of `encrypted_value,plaintext_value"),
    ],
)
def test_a_secret_takes_exactly_one_value(
    engine: EngineSide, values: dict[str, str], reason: str
) -> None:
    _, failures = engine.check(SECRET, "s", **PLACE, **values)

    assert any(each.startswith(reason) for each in failures.values())


def test_an_empty_value_passes_the_check_as_with_the_real_provider(engine: EngineSide) -> None:
    _, failures = engine.check(SECRET, "s", **PLACE, value="")

    assert failures == {}


def test_a_repository_with_its_owner_fails_at_the_creation_only(engine: EngineSide) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(SECRET, "s", repository="acme/alpha", secretName="KEY", value=ONE)

    assert "404 Not Found" in refusal(caught.value)


def test_the_owner_of_the_environment_beats_the_setting(
    service: GitHubService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_OWNER", "acme")
    with running("github", {"baseUrl": service.root, "owner": "other", "token": TOKEN}) as engine:
        found = engine.invoke("github:index/getRepository:getRepository", name="alpha")

    assert (found["repoId"], found["fullName"]) == (1001, "acme/alpha")


def test_a_wrong_token_is_said_at_once(service: GitHubService) -> None:
    with running("github") as engine, pytest.raises(grpc.RpcError) as caught:
        engine.configure(baseUrl=f"{service.root}/api/v3/", owner="acme", token="wrong")

    assert "401 Bad credentials" in refusal(caught.value)
    assert "wrong" not in refusal(caught.value)


def test_a_redirect_away_from_this_machine_is_an_error_and_is_not_followed() -> None:
    def redirecting(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("302 Found", [("Location", "http://github.example.com/elsewhere")])
        return [b""]

    server = Server(redirecting)
    try:
        with running("github") as engine, pytest.raises(grpc.RpcError) as caught:
            engine.configure(baseUrl=f"http://{HOST}:{server.port}", owner="acme", token=TOKEN)
    finally:
        server.stop()

    assert ": 302 Found []" in refusal(caught.value)


@pytest.mark.parametrize("is_primary", [False, True])
def test_a_rate_limit_is_waited_out_and_the_same_call_made_again(
    engine: EngineSide, service: GitHubService, is_primary: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(cancelled, "wait", waited.append)
    fault = {"status": 403, "retry_after": 60, "times": 1, "method": "PUT", "primary": is_primary}
    service.fault(**fault).raise_for_status()

    engine.create(SECRET, "s", **PLACE, value=ONE)

    assert service.digest(f"{ACTIONS}/SUBMIT_API_KEY") == sha256(ONE)
    assert service.calls.count(f"PUT {ACTIONS}/SUBMIT_API_KEY") == 2
    [seconds] = waited
    assert 50 < seconds <= 61
