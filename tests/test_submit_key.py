"""The component as the engine is told of it: what is made, after what, and what is secret."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pulumi
import pytest

from components import (
    alarm_topic,
    auth_monitor,
    ci_secrets,
    key_access,
    key_store,
    key_watch,
    record_archive,
    submit_key,
)
from components.key_material import fingerprint
from components.settings import read_settings
from components.submit_key import SubmitKey
from tests.conftest import KEY, Engine, configure, is_secret

ALL: dict[str, Any] = {
    "access": {"readers": ["reader", "worker"]},
    "github": {"repositories": ["alpha", "beta"]},
    "record": {"bucket": "records"},
    "monitor": {"logGroup": "/integration", "emails": ["on-call@example.com"]},
}


def make(engine: Engine, **settings: Any) -> None:
    def program() -> None:
        configure(**{"submitKey": KEY, **settings})
        SubmitKey("submit-key", read_settings(pulumi.Config(), "test"))

    engine.run(program)


@pytest.fixture(scope="module")
def whole() -> Engine:
    """What the engine is told of a component with every option in use; made once, only read."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    engine = Engine(loop)
    make(engine, **ALL)
    asyncio.set_event_loop(None)
    loop.close()
    return engine


def after(engine: Engine, name: str) -> set[str]:
    """Everything that is there before a resource is made, however indirectly."""
    found: set[str] = set()
    open_ends = {name}
    while open_ends:
        open_ends = {before for end in open_ends for before in engine.waits_for(end)} - found
        found |= open_ends
    return found


def test_the_key_is_proved_before_anybody_gets_it(whole: Engine) -> None:
    for name in ("current-v1", "reader-reader", "actions-key-alpha", "actions-base-url-beta"):
        assert "proof-v1" in after(whole, name), f"{name} does not wait for the proof"


def test_the_key_is_written_down_before_it_is_stored_anywhere(whole: Engine) -> None:
    assert whole.waits_for("ledger") == set()
    for name in ("candidate-v1", "current-v1", "actions-key-alpha", "retirement"):
        assert "ledger" in after(whole, name)


def test_former_keys_are_retired_after_every_store_and_reader(whole: Engine) -> None:
    stores = {"current-v1", "reader-worker", "actions-key-alpha", "actions-key-beta"}
    assert stores <= whole.waits_for("retirement")


@pytest.mark.parametrize("name", ["ledger", "retirement"])
def test_what_is_remembered_of_the_keys_is_a_secret(whole: Engine, name: str) -> None:
    assert is_secret(whole.made[name].inputs["keys"], {fingerprint(KEY): KEY})
    assert list(whole.requests[name].additionalSecretOutputs) == ["keys"]


def test_a_version_that_comes_back_is_made_current_anew(whole: Engine) -> None:
    assert whole.requests["current-v1"].HasField("replacement_trigger")


@pytest.mark.parametrize(
    ("environment", "is_protected"), [("production", True), ("staging", False)]
)
def test_a_destroy_of_production_is_protected_by_default(
    engine: Engine, environment: str, is_protected: bool
) -> None:
    make(engine, environment=environment)

    assert engine.made["retirement"].inputs["protected"] is is_protected


def test_what_is_proved_is_the_candidate_as_the_store_gives_it_back(whole: Engine) -> None:
    assert "candidate-v1" in after(whole, "proof-v1")
    assert is_secret(whole.made["proof-v1"].inputs["key"], KEY)


def test_nobody_has_access_before_the_first_version_is_current(whole: Engine) -> None:
    attachments = whole.of_type("RolePolicyAttachment")
    assert {"reader-reader", "reader-worker"} == set(attachments)
    for name in (*attachments, *whole.of_type("ActionsSecret")):
        assert "current-v1" in whole.waits_for(name)


def test_a_version_that_is_no_key_takes_the_first_place(whole: Engine) -> None:
    assert "vacant" in whole.waits_for("candidate-v1")
    assert whole.made["vacant"].inputs["secretString"] != KEY


@pytest.mark.parametrize(
    ("name", "stages"),
    [("vacant", ["VACANT"]), ("candidate-v1", ["KEY-V1"]), ("current-v1", ["AWSCURRENT"])],
)
def test_each_version_asks_for_its_own_label(whole: Engine, name: str, stages: list[str]) -> None:
    assert whole.made[name].inputs["versionStages"] == stages


def test_a_candidate_is_deleted_before_it_is_made_again(whole: Engine) -> None:
    assert whole.requests["candidate-v1"].deleteBeforeReplace


def test_a_former_current_version_just_leaves_the_stack(whole: Engine) -> None:
    assert whole.requests["current-v1"].retainOnDelete


def test_labels_that_aws_moves_by_itself_are_no_change(whole: Engine) -> None:
    assert list(whole.requests["vacant"].ignoreChanges) == ["versionStages"]


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("candidate-v1", "secretString"),
        ("current-v1", "secretString"),
        ("proof-v1", "key"),
        ("actions-key-alpha", "value"),
    ],
)
def test_the_key_travels_as_a_secret(whole: Engine, name: str, setting: str) -> None:
    assert is_secret(whole.made[name].inputs[setting], KEY)


def test_the_key_is_nowhere_else(whole: Engine) -> None:
    holders = {name for name, made in whole.made.items() if KEY in str(made.inputs)}
    assert holders == {
        "ledger",
        "candidate-v1",
        "current-v1",
        "proof-v1",
        "actions-key-alpha",
        "actions-key-beta",
        "retirement",
    }
    assert KEY not in str([made.name for made in whole.made.values()])


def test_the_test_job_is_named_after_stack_version_and_fingerprint(whole: Engine) -> None:
    expected = f"TEST-KEY-ROTATION-test-V1-{fingerprint(KEY)}"
    assert whole.made["proof-v1"].inputs["externalId"] == expected


def test_a_rotation_updates_ci_secrets_under_the_name_they_have(whole: Engine) -> None:
    secrets = whole.of_type("ActionsSecret")
    assert all(re.search(r"v\d", name) is None for name in secrets)
    assert {made.inputs["secretName"] for made in secrets.values()} == {"SUBMIT_API_KEY"}


def test_the_base_url_goes_to_ci_as_a_plain_variable(whole: Engine) -> None:
    variable = whole.made["actions-base-url-alpha"].inputs
    assert variable == {
        "repository": "alpha",
        "variableName": "SUBMIT_BASE_URL",
        "value": "https://submit.atomyx.io/api",
    }


def test_by_default_nobody_and_no_repository_gets_the_key(engine: Engine) -> None:
    make(engine)

    assert not engine.of_type("RolePolicyAttachment")
    assert not engine.of_type("ActionsSecret")


def test_a_reader_may_read_the_current_version_of_this_secret_and_nothing_else(
    whole: Engine,
) -> None:
    secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret"
    read, describe = json.loads(whole.made["reader"].inputs["policy"])["Statement"]
    assert (read["Action"], read["Resource"]) == ("secretsmanager:GetSecretValue", secret)
    assert read["Condition"] == {
        "ForAnyValue:StringEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}
    }
    assert describe == {
        "Sid": "DescribeTheSecret",
        "Effect": "Allow",
        "Action": "secretsmanager:DescribeSecret",
        "Resource": secret,
    }


def test_every_resource_hangs_below_the_component(whole: Engine) -> None:
    for name, request in whole.requests.items():
        if name not in ("submit-key", "submit-key-test"):
            assert "atomyx:submit:" in request.parent, f"{name} has no parent of ours"


def test_the_docstrings_list_exactly_what_is_made(engine: Engine) -> None:
    make(
        engine,
        access={"readers": ["role"]},
        github={"repositories": ["repository"]},
        record={"bucket": "bucket"},
        monitor={
            "logGroup": "group",
            "verifyLogGroup": "verify",
            "emails": ["on-call@example.com"],
            "endpoints": ["https://example.com/alarms"],
        },
    )
    classes = (
        submit_key.SubmitKey,
        key_store.KeyStore,
        key_access.KeyAccess,
        ci_secrets.CiSecrets,
        key_watch.KeyWatch,
        record_archive.RecordArchive,
        auth_monitor.AuthMonitor,
        alarm_topic.AlarmTopic,
    )
    listed = {
        name.replace("<N>", "1")
        .replace("<number>", "1")
        .replace("<address>", "on-call@example.com")
        .replace("<", "")
        .replace(">", "")
        for component in classes
        for name in re.findall(r"^ *- `(.+?)`:", component.__doc__ or "", re.MULTILINE)
    }

    assert listed == set(engine.made) - {"submit-key"}
