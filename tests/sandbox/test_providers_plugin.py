"""What every stand-in plugin does whatever the service: check, diff, preview, refuse."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto import status_pb2

from sandbox.providers.wire import UNKNOWN, decode, encode
from sandbox.services.serving import HOST, Server
from tests.sandbox.providers_engine import Engine, Made, changes, refusal, running, urn

SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
ROLE = "aws:iam/role:Role"
NOWHERE = {
    "region": "eu-west-1",
    "accessKey": "a",
    "secretKey": "b",
    "endpoints": '[{"secretsmanager": "http://127.0.0.1:9", "iam": "http://127.0.0.1:9"}]',
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """The aws plugin with an address where nobody listens: whoever calls it fails."""
    with running("aws", NOWHERE) as engine:
        yield engine


def _made(inputs: dict[str, object], state: dict[str, object], token: str = SECRET) -> Made:
    return Made(token=token, name="store", id="id", inputs=inputs, state=state)


def test_an_unknown_property_is_refused_by_name(engine: Engine) -> None:
    _, failures = engine.check(SECRET, "store", colour="red")

    assert "colour" in failures["colour"]


def test_a_missing_required_property_is_refused_by_name(engine: Engine) -> None:
    _, failures = engine.check(VERSION, "v1", secretString="x")

    assert failures == {"secretId": "Missing required property 'secretId'"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"description": 7},
        {"recoveryWindowInDays": "7"},
        {"recoveryWindowInDays": True},
        {"tags": ["a"]},
        {"tags": {"a": 1}},
        {"replicas": {"region": "x"}},
        {"replicas": [{"place": "x"}]},
        {"replicas": [{}]},
    ],
)
def test_a_wrong_type_is_refused(engine: Engine, wrong: dict[str, object]) -> None:
    _, failures = engine.check(SECRET, "store", **wrong)

    assert failures.keys() == wrong.keys()


def test_a_value_that_a_preview_does_not_know_passes_every_check(engine: Engine) -> None:
    _, failures = engine.check(
        SECRET, "store", description=UNKNOWN, recoveryWindowInDays=UNKNOWN, tags=UNKNOWN
    )

    assert failures == {}


def test_a_refusal_of_a_secret_does_not_point_at_it_for_the_engine_prints_the_value(
    engine: Engine,
) -> None:
    news = encode({"secretId": 7, "colour": "canary", "secretString": ["canary"]}, ["colour"])
    answer = engine.stub.Check(messages.CheckRequest(urn=urn(VERSION, "v"), news=news))
    reasons = [each.reason for each in answer.failures if not each.property]

    assert len(reasons) == 2
    assert "colour" in reasons[0]
    assert "secretString" in reasons[1]
    assert "canary" not in str(answer.failures)


def test_a_version_takes_exactly_one_value(engine: Engine) -> None:
    _, none = engine.check(VERSION, "v1", secretId="s")
    _, two = engine.check(VERSION, "v1", secretId="s", secretString="x", secretBinary="eA==")

    assert none
    assert two


def test_a_name_that_is_not_given_is_made_once_and_kept(engine: Engine) -> None:
    first, _ = engine.check(SECRET, "store")
    second, _ = engine.check(SECRET, "store", first)

    assert re.fullmatch(r"store-[0-9a-f]{7}", first["name"])
    assert second["name"] == first["name"]


def test_a_name_of_the_users_own_gives_way_to_a_made_one_when_it_is_taken_away(
    engine: Engine,
) -> None:
    own, _ = engine.check(SECRET, "store", name="mine")
    made, _ = engine.check(SECRET, "store", own)

    assert made["name"] != "mine"


def test_a_name_prefix_leaves_the_name_to_the_creation(engine: Engine) -> None:
    checked, _ = engine.check(SECRET, "store", namePrefix="p-")

    assert "name" not in checked


def test_what_the_schema_calls_secret_comes_back_as_a_secret(engine: Engine) -> None:
    news = encode({"secretId": "s", "secretString": "x", "versionStages": ["A"]})
    answer = engine.stub.Check(messages.CheckRequest(urn=urn(VERSION, "v"), news=news))

    assert "secretString" in decode(answer.inputs).secrets
    assert "versionStages" not in decode(answer.inputs).secrets


def test_an_input_that_came_in_as_a_secret_stays_one_in_the_outputs(engine: Engine) -> None:
    properties = encode({"name": "n", "description": "hidden"}, ["description"])
    request = messages.CreateRequest(urn=urn(SECRET, "s"), properties=properties, preview=True)

    assert "description" in decode(engine.stub.Create(request).properties).secrets


def test_a_preview_of_a_creation_echoes_what_is_given_and_calls_nobody(engine: Engine) -> None:
    properties = encode({"name": "n", "description": UNKNOWN})
    request = messages.CreateRequest(urn=urn(SECRET, "s"), properties=properties, preview=True)
    planned = decode(engine.stub.Create(request).properties).values

    assert planned["name"] == "n"
    assert planned["description"] == UNKNOWN
    assert planned["arn"] == UNKNOWN
    assert "kmsKeyId" not in planned


def test_a_preview_of_an_update_keeps_what_the_service_computed(engine: Engine) -> None:
    request = messages.UpdateRequest(
        urn=urn(SECRET, "s"),
        id="arn",
        olds=encode({"arn": "arn", "name": "n", "description": "old"}),
        news=encode({"name": "n", "description": "new"}),
        preview=True,
    )
    planned = decode(engine.stub.Update(request).properties).values

    assert planned == {"arn": "arn", "name": "n", "description": "new"}


def test_equal_inputs_make_no_diff(engine: Engine) -> None:
    made = _made(
        {"name": "n", "recoveryWindowInDays": 0},
        {"name": "n", "arn": "arn", "policy": "{}", "region": "r", "recoveryWindowInDays": 0},
    )

    assert not changes(engine.diff(made))


def test_a_changed_input_updates_or_replaces_as_the_schema_says(engine: Engine) -> None:
    state = {"name": "n", "description": "old", "type": "a", "recoveryWindowInDays": 30}
    made = _made({"name": "n"}, state)

    update = engine.diff(made, name="n", description="new", type="a")
    replacement = engine.diff(made, name="n", description="old", type="b")

    assert (list(update.diffs), list(update.replaces)) == (["description"], [])
    assert (list(replacement.diffs), list(replacement.replaces)) == (["type"], ["type"])


def test_a_replacing_property_that_is_not_known_yet_replaces(engine: Engine) -> None:
    made = _made({}, {"secretId": "s", "secretString": "x"}, VERSION)

    assert list(engine.diff(made, secretId=UNKNOWN, secretString="x").replaces) == ["secretId"]


def test_moving_to_another_region_replaces(engine: Engine) -> None:
    made = _made({}, {"name": "n", "region": "eu-west-1"})

    assert list(engine.diff(made, name="n", region="us-east-1").replaces) == ["region"]


def test_an_input_taken_away_is_a_change_unless_the_service_computes_it(engine: Engine) -> None:
    state = {"secretId": "s", "secretString": "x", "versionStages": ["AWSPREVIOUS"]}
    computed = engine.diff(_made({}, state, VERSION), secretId="s", secretString="x")
    state = {"name": "n", "kmsKeyId": "k", "recoveryWindowInDays": 30}
    given = engine.diff(_made({}, state), name="n")

    assert not changes(computed)
    assert list(given.diffs) == ["kmsKeyId"]


def test_changes_that_the_program_ignores_make_no_diff(engine: Engine) -> None:
    state = {"name": "n", "description": "theirs", "tags": {"a": "1"}, "recoveryWindowInDays": 30}
    made = _made({"name": "n"}, state)
    ours = {"name": "n", "description": "ours", "tags": {"a": "2"}}

    assert not changes(engine.diff(made, ("description", "tags.a"), **ours))
    assert list(engine.diff(made, ("description",), **ours).diffs) == ["tags"]


def test_a_policy_written_differently_is_no_diff(engine: Engine) -> None:
    old = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["b","a"]}]}'
    new = '{"Statement": {"Action": ["a", "b"], "Effect": "Allow"}, "Version": "2012-10-17"}'
    made = _made({}, {"name": "n", "policy": old, "recoveryWindowInDays": 30})

    assert not changes(engine.diff(made, name="n", policy=new))
    assert changes(engine.diff(made, name="n", policy=new.replace("Allow", "Deny")))


def test_the_order_of_labels_does_not_count(engine: Engine) -> None:
    state = {"secretId": "s", "secretString": "x", "versionStages": ["B", "A"]}
    made = _made({}, state, VERSION)

    assert not changes(engine.diff(made, secretId="s", secretString="x", versionStages=["A", "B"]))


def test_a_policy_given_as_an_object_becomes_json(engine: Engine) -> None:
    known, _ = engine.check(ROLE, "r", assumeRolePolicy={"Version": "2012-10-17"})
    unknown, _ = engine.check(ROLE, "r", assumeRolePolicy={"Version": UNKNOWN})

    assert known["assumeRolePolicy"] == '{"Version": "2012-10-17"}'
    assert unknown["assumeRolePolicy"] == UNKNOWN


def test_a_name_of_the_users_own_has_to_be_free_before_the_replacement(engine: Engine) -> None:
    own, _ = engine.check(ROLE, "r", name="mine", assumeRolePolicy="{}")
    made = _made(own, {**own, "path": "/old/"}, ROLE)
    automatic, _ = engine.check(ROLE, "r", assumeRolePolicy="{}")
    other = _made(automatic, {**automatic, "path": "/old/"}, ROLE)

    assert engine.diff(made, name="mine", assumeRolePolicy="{}").deleteBeforeReplace
    assert not engine.diff(other, assumeRolePolicy="{}").deleteBeforeReplace


def test_what_exists_already_stays_in_the_state_when_the_rest_of_its_creation_fails() -> None:
    def service(environ: Any, start_response: Any) -> list[bytes]:
        refused = environ["HTTP_X_AMZ_TARGET"].endswith("PutResourcePolicy")
        start_response("400 Bad Request" if refused else "200 OK", [])
        fault = {"__type": "MalformedPolicyDocumentException", "message": "This policy is wrong"}
        return [json.dumps(fault if refused else {"ARN": "arn:made", "Name": "s"}).encode()]

    server = Server(service)
    try:
        endpoints = json.dumps([{"secretsmanager": f"http://{HOST}:{server.port}"}])
        with (
            running("aws", {**NOWHERE, "endpoints": endpoints}) as engine,
            pytest.raises(grpc.RpcError) as caught,
        ):
            engine.create(SECRET, "s", policy="{}")
    finally:
        server.stop()

    status = status_pb2.Status()
    trailer = {each.key: each.value for each in caught.value.trailing_metadata()}
    status.ParseFromString(trailer["grpc-status-details-bin"])
    half = messages.ErrorResourceInitFailed()
    assert status.details[0].Unpack(half)
    assert half.id == "arn:made"
    assert decode(half.properties).values["policy"] == ""
    assert "PutResourcePolicy, MalformedPolicyDocumentException: This" in half.reasons[0]


def test_a_resource_type_without_a_row_names_the_way_out(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.check("aws:lambda/function:Function", "f")

    assert "does not make aws:lambda/function:Function" in refusal(caught.value)
    assert "pulumi plugin install resource aws 7.51.1" in refusal(caught.value)


def test_an_error_is_one_line_without_the_secret(engine: Engine) -> None:
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


def test_a_service_without_an_endpoint_is_refused_at_first_use(engine: Engine) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        engine.create("aws:sns/topic:Topic", "t")

    assert "talks to loopback only" in refusal(caught.value)


def test_an_unknown_setting_is_refused_by_name() -> None:
    with running("aws") as engine:
        answer = engine.stub.CheckConfig(messages.CheckRequest(news=encode({"regoin": "x"})))

    assert answer.failures[0].property == "regoin"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_plugin_says_its_port_and_ends_quietly_on_a_signal(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "sandbox.providers", "github"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip().isdigit()
        process.send_signal(number)
        _, complaints = process.communicate(timeout=5)

    assert process.returncode == 0
    assert complaints == ""
