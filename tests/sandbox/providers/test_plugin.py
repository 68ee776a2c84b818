"""What all stand-in plugins have in common: check, diff, preview, refusals."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto import status_pb2

from sandbox.providers.wire import UNKNOWN, decode, encode
from sandbox.services.serving import HOST, Server
from tests.sandbox.providers.conftest import NOWHERE, SECRET, VERSION
from tests.sandbox.providers.engine_side import EngineSide, refusal, running, urn


def test_what_the_schema_calls_secret_comes_back_as_a_secret(engine: EngineSide) -> None:
    news = encode({"secretId": "s", "secretString": "x", "versionStages": ["A"]})
    answer = engine.stub.Check(messages.CheckRequest(urn=urn(VERSION, "v"), news=news))

    assert "secretString" in decode(answer.inputs).secrets
    assert "versionStages" not in decode(answer.inputs).secrets


def test_an_input_that_came_in_as_a_secret_stays_one_in_the_outputs(engine: EngineSide) -> None:
    properties = encode({"name": "n", "description": "hidden"}, ["description"])
    request = messages.CreateRequest(urn=urn(SECRET, "s"), properties=properties, preview=True)

    assert "description" in decode(engine.stub.Create(request).properties).secrets


def test_a_preview_of_a_creation_echoes_what_is_given_and_calls_nobody(engine: EngineSide) -> None:
    properties = encode({"name": "n", "description": UNKNOWN})
    request = messages.CreateRequest(urn=urn(SECRET, "s"), properties=properties, preview=True)
    planned = decode(engine.stub.Create(request).properties).values

    assert planned["name"] == "n"
    assert planned["description"] == UNKNOWN
    assert planned["arn"] == UNKNOWN
    assert "kmsKeyId" not in planned


def test_a_preview_of_an_update_keeps_what_the_service_computed(engine: EngineSide) -> None:
    request = messages.UpdateRequest(
        urn=urn(SECRET, "s"),
        id="arn",
        olds=encode({"arn": "arn", "name": "n", "description": "old"}),
        news=encode({"name": "n", "description": "new"}),
        preview=True,
    )
    planned = decode(engine.stub.Update(request).properties).values

    assert planned == {"arn": "arn", "name": "n", "description": "new"}


def test_what_exists_already_stays_in_the_state_when_the_rest_of_its_creation_fails() -> None:
    def service(environ: Any, start_response: Any) -> list[bytes]:
        operation = environ["HTTP_X_AMZ_TARGET"].rpartition(".")[2]
        refused = operation == "EnableKeyRotation"
        start_response("400 Bad Request" if refused else "200 OK", [])
        fault = {"__type": "DisabledException", "message": "This key is disabled"}
        return [json.dumps(fault if refused else answers.get(operation, {})).encode()]

    key = {"KeyId": "made", "Arn": "arn:made", "KeyState": "Enabled"}
    answers: dict[str, dict[str, Any]] = {
        "CreateKey": {"KeyMetadata": key},
        "DescribeKey": {"KeyMetadata": key},
        "GetKeyRotationStatus": {"KeyRotationEnabled": False},
        "GetKeyPolicy": {"Policy": "{}"},
    }

    server = Server(service)
    try:
        endpoints = json.dumps([{"kms": f"http://{HOST}:{server.port}"}])
        with (
            running("aws", {**NOWHERE, "endpoints": endpoints}) as engine,
            pytest.raises(grpc.RpcError) as caught,
        ):
            engine.create("aws:kms/key:Key", "k", enableKeyRotation=True)
    finally:
        server.stop()

    status = status_pb2.Status()
    trailer = {each.key: each.value for each in caught.value.trailing_metadata()}
    status.ParseFromString(trailer["grpc-status-details-bin"])
    half = messages.ErrorResourceInitFailed()
    assert status.details[0].Unpack(half)
    assert half.id == "made"
    assert decode(half.properties).values["enableKeyRotation"] is False
    assert "EnableKeyRotation, DisabledException: This key is disabled" in half.reasons[0]


def test_a_resource_type_without_a_row_names_the_way_out(engine: EngineSide) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.check("aws:lambda/function:Function", "f")

    assert "does not make aws:lambda/function:Function" in refusal(caught.value)
    assert "pulumi plugin install resource aws 7.51.1" in refusal(caught.value)


def test_an_error_is_one_line_without_the_secret(engine: EngineSide) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(VERSION, "v1", secretId="s-canary", secretString="canary")

    assert refusal(caught.value).startswith("creating Secrets Manager Secret Version (s-")
    assert "\n" not in refusal(caught.value)
    assert "canary" not in refusal(caught.value)


@pytest.mark.parametrize(
    ("provider", "settings"),
    [
        ("aws", {**NOWHERE, "endpoints": '[{"sts": "https://sts.amazonaws.com"}]'}),
        ("aws", {**NOWHERE, "endpoints": '[{"sts": "http://127.0.0.1.example.com"}]'}),
        ("aws", {**NOWHERE, "endpoints": '[{"sts": "http://127.0.0.1@example.com"}]'}),
        ("aws", {**NOWHERE, "endpoints": '[{"sts": "http://169.254.169.254/"}]'}),
        ("aws", {**NOWHERE, "endpoints": '[{"sts": "http://[::ffff:10.0.0.1]/"}]'}),
        ("aws", {**NOWHERE, "endpoints": '[{"sts": "ftp://127.0.0.1/"}]'}),
        ("aws", {**NOWHERE, "endpoints": "[]"}),
        ("github", {"baseUrl": "https://github.example.com/"}),
        ("github", {}),
    ],
)
def test_an_address_that_is_not_loopback_is_refused(
    provider: str, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ENDPOINT_URL", "GITHUB_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with running(provider) as engine:
        failures = engine.stub.CheckConfig(messages.CheckRequest(news=encode(settings))).failures
        with pytest.raises(grpc.RpcError) as caught:
            engine.configure(**settings)

    assert "talks to loopback only" in failures[0].reason
    assert "talks to loopback only" in refusal(caught.value)


def test_a_service_without_an_endpoint_is_refused_at_first_use(engine: EngineSide) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create("aws:sns/topic:Topic", "t")

    assert "talks to loopback only" in refusal(caught.value)


def test_an_unknown_setting_is_refused_by_name() -> None:
    with running("aws") as engine:
        answer = engine.stub.CheckConfig(messages.CheckRequest(news=encode({"regoin": "x"})))

    assert answer.failures[0].property == "regoin"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_plugin_says_its_port_and_ends_quietly_on_a_signal(
    engine_address: str, number: signal.Signals
) -> None:
    module = ["sandbox.engine.stand_in", "sandbox.providers", "github"]
    command = [sys.executable, "-m", *module, engine_address]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip().isdigit()
        process.send_signal(number)
        _, complaints = process.communicate(timeout=5)

    assert process.returncode == -number
    assert complaints == ""
