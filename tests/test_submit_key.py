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
    deploy_role,
    encryption_key,
    key_access,
    key_parameters,
    key_store,
    key_watch,
    record_archive,
    submit_key,
)
from components.key_material import fingerprint
from components.settings import read_settings
from components.submit_key import SubmitKey
from sandbox.providers.aws import RESOURCES
from tests.conftest import KEY, OUTPUTS, Engine, configure, is_secret

ALL: dict[str, Any] = {
    "access": {"readers": ["reader", "worker"]},
    "github": {
        "repositories": ["alpha", "beta"],
        "environments": [
            {"name": "live", "repositories": ["alpha"], "create": True, "reviewers": {"teams": [7]}}
        ],
        "organization": {"visibility": "selected", "repositories": ["alpha"]},
        "dependabot": ["alpha"],
        "codespaces": ["alpha"],
    },
    "record": {"bucket": "records"},
    "monitor": {"logGroup": "/integration", "emails": ["on-call@example.com"]},
}
CI = (
    "actions-key-alpha",
    "actions-key-beta",
    "environment-key-alpha/live",
    "organization-key",
    "dependabot-key-alpha",
    "codespaces-key-alpha-v1",
)


THIS = "organization/submit-key/test"


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
    for name in ("current-v1", "reader-reader", *CI, "actions-base-url-beta"):
        assert "proof-v1" in after(whole, name), f"{name} does not wait for the proof"


def test_the_key_is_written_down_before_it_is_stored_anywhere(whole: Engine) -> None:
    assert whole.waits_for("ledger") == set()
    for name in ("candidate-v1", "current-v1", *CI, "retirement"):
        assert "ledger" in after(whole, name)


def test_what_holds_no_key_waits_for_nothing_that_a_rotation_renames(whole: Engine) -> None:
    plain = ("Variable", "RepositoryEnvironment", "CiWithdrawal")
    names = [name for name, made in whole.made.items() if made.typ.endswith(plain)]
    assert len(names) >= 4
    for name in names:
        assert not re.findall(r"\S+-v\d", " ".join(whole.waits_for(name))), name


def test_former_keys_are_retired_after_every_store_and_reader(whole: Engine) -> None:
    stores = {"current-v1", "reader-worker", *CI}
    assert stores <= whole.waits_for("retirement")


def test_a_destroy_passes_the_guard_before_anything_is_removed(whole: Engine) -> None:
    removed = {name for name, each in whole.requests.items() if each.custom}
    behind = {"guard", "verdict"} | set(whole.requests["submit-key"].dependencies)
    assert removed - behind <= after(whole, "guard")


def test_a_guard_stands_before_any_key_becomes_current_and_the_store_outlives_it(
    whole: Engine,
) -> None:
    assert "store-guard" in whole.waits_for("current-v1")
    assert {"secret", "candidate-v1", "proof-v1", "ledger"} <= after(whole, "store-guard")


def test_an_update_fails_for_a_breach_only_after_all_else_is_done(whole: Engine) -> None:
    assert {"guard", "record", "record-json", "retirement"} <= after(whole, "verdict")


@pytest.mark.parametrize("name", ["ledger", "retirement", "store-guard", "guard"])
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

    for guard in ("store-guard", "guard"):
        assert engine.made[guard].inputs["protected"] is is_protected


def test_what_is_proved_is_the_candidate_as_the_store_gives_it_back(whole: Engine) -> None:
    assert "candidate-v1" in after(whole, "proof-v1")
    assert is_secret(whole.made["proof-v1"].inputs["key"], KEY)


def test_the_last_update_is_read_before_anything_else_runs(whole: Engine) -> None:
    assert THIS in whole.waits_for("submit-key")


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
        *((name, "value") for name in CI[:-1]),
        (CI[-1], "plaintextValue"),
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
        *CI,
        "retirement",
        "store-guard",
        "guard",
    }
    assert KEY not in str([made.name for made in whole.made.values()])


def test_the_test_job_is_named_after_stack_version_and_fingerprint(whole: Engine) -> None:
    expected = f"TEST-KEY-ROTATION-test-V1-{fingerprint(KEY)}"
    assert whole.made["proof-v1"].inputs["externalId"] == expected


def test_a_rotation_updates_ci_secrets_under_the_name_they_have(whole: Engine) -> None:
    secrets = whole.of_type("ActionsSecret")
    assert all(re.search(r"v\d", name) is None for name in secrets)
    assert {made.inputs["secretName"] for made in secrets.values()} == {"SUBMIT_API_KEY"}


@pytest.mark.parametrize("name", CI)
def test_a_secret_that_the_provider_may_replace_is_only_ever_removed_by_a_withdrawal(
    whole: Engine, name: str
) -> None:
    may_be_replaced = name in ("organization-key", "codespaces-key-alpha-v1")

    assert whole.requests[name].retainOnDelete is may_be_replaced
    assert (name.removesuffix("-v1") + "-withdrawal" in whole.made) is may_be_replaced


def test_a_secret_that_was_written_over_moves_to_its_other_input(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    drift = {"overwritten": ["actions-key-alpha"], "rewrites": {"actions-key-beta": 2}}
    last = {"outputs": {"ciDrift": drift}, "secretOutputNames": []}
    monkeypatch.setitem(OUTPUTS, THIS, last)

    make(engine, github={"repositories": ["alpha", "beta"]})

    alpha, beta = (engine.made[f"actions-key-{name}"].inputs for name in ("alpha", "beta"))
    assert "value" not in alpha
    assert is_secret(alpha["plaintextValue"], KEY)
    assert "plaintextValue" not in beta
    assert is_secret(beta["value"], KEY)


def test_a_secret_of_an_environment_waits_for_the_environment(whole: Engine) -> None:
    assert "environment-alpha/live" in whole.waits_for("environment-key-alpha/live")
    assert whole.made["environment-alpha/live"].inputs["reviewers"] == [{"teams": [7], "users": []}]


def test_the_base_url_goes_to_ci_as_a_plain_variable(whole: Engine) -> None:
    variable = whole.made["actions-base-url-alpha"].inputs
    assert variable == {
        "repository": "alpha",
        "variableName": "SUBMIT_BASE_URL",
        "value": "https://submit.atomyx.io/api",
    }


def test_the_organization_s_base_url_is_seen_by_those_who_see_its_secret(whole: Engine) -> None:
    secret, variable = (whole.made[f"organization-{part}"].inputs for part in ("key", "base-url"))

    assert variable["value"] == "https://submit.atomyx.io/api"
    assert variable["variableName"] == "SUBMIT_BASE_URL"
    assert variable["selectedRepositoryIds"]
    for who in ("visibility", "selectedRepositoryIds"):
        assert variable[who] == secret[who]
    assert "proof-v1" in after(whole, "organization-base-url")


def test_an_organization_that_names_no_repositories_selects_none(engine: Engine) -> None:
    make(engine, github={"organization": {"visibility": "all"}})

    variable = engine.made["organization-base-url"].inputs
    assert variable["visibility"] == "all"
    assert "selectedRepositoryIds" not in variable


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


def store_of_everything() -> dict[str, Any]:
    return {
        "kmsKey": "new",
        "parameter": "/key",
        "baseUrlParameter": "/url",
        "shape": "json",
        "tags": {"team": "print"},
        "replicas": [{"region": "us-east-1"}],
    }


def test_the_json_shape_stores_the_whole_and_proves_the_key_read_back(engine: Engine) -> None:
    make(engine, store=store_of_everything())

    whole = json.dumps({"apiKey": KEY, "baseUrl": "https://submit.atomyx.io/api"})
    for name in ("candidate-v1", "current-v1"):
        assert is_secret(engine.made[name].inputs["secretString"], whole)
    for name, setting in (("proof-v1", "key"), ("key-parameter", "value")):
        assert is_secret(engine.made[name].inputs[setting], KEY)


def test_no_parameter_gets_the_key_before_its_proof(engine: Engine) -> None:
    make(engine, store=store_of_everything())

    assert "current-v1" in engine.waits_for("key-parameter")
    assert "key-parameter" in engine.waits_for("retirement")
    parameter = engine.made["key-parameter"].inputs
    assert parameter["type"] == "SecureString"
    assert "kms" in engine.made["encryption-key"].typ
    assert engine.made["encryption-key"].inputs["enableKeyRotation"] is True


def test_the_sandbox_has_every_resource_type_that_any_settings_make(engine: Engine) -> None:
    make(
        engine,
        store=store_of_everything(),
        access={"readers": ["role"], "deploy": {"repository": "acme/x", "branch": "main"}},
    )
    made = {one.typ for one in engine.made.values() if one.typ.startswith("aws:")}

    assert len(made) >= 10
    assert made <= set(RESOURCES)


def test_who_is_listed_reads_and_nobody_else_whatever_other_policies_allow(engine: Engine) -> None:
    rotator = "arn:aws:iam::123456789012:role/rotator"
    deploy = {"repository": "acme/x", "branch": "main"}
    make(
        engine,
        access={"readers": ["reader"], "onlyPrincipals": [rotator], "deploy": deploy},
    )

    policy = engine.made["resource-policy"].inputs
    [_, others] = json.loads(policy["policy"])["Statement"]
    assert policy["blockPublicPolicy"] is True
    assert others["Condition"]["ArnNotEquals"]["aws:PrincipalArn"] == [
        "arn:aws:iam::123456789012:role/app/reader",
        "arn:aws:iam::123456789012:role/submit-key-test-deploy",
        rotator,
    ]


def test_every_resource_hangs_below_the_component(whole: Engine) -> None:
    for name, request in whole.requests.items():
        if name not in ("submit-key", "submit-key-test", THIS):
            assert "atomyx:submit:" in request.parent, f"{name} has no parent of ours"


def test_the_docstrings_list_exactly_what_is_made(engine: Engine) -> None:
    repositories = ["repository"]
    environment = {"name": "environment", "repositories": repositories, "create": True}
    github = dict.fromkeys(("repositories", "dependabot", "codespaces"), repositories) | {
        "environments": [environment],
        "organization": {},
    }
    make(
        engine,
        access={"readers": ["role"], "deploy": {"repository": "acme/x", "branch": "main"}},
        github=github,
        store={"kmsKey": "new", "parameter": "/key", "baseUrlParameter": "/url"},
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
        encryption_key.EncryptionKey,
        key_parameters.KeyParameters,
        key_access.KeyAccess,
        deploy_role.DeployRole,
        ci_secrets.CiSecrets,
        key_watch.KeyWatch,
        record_archive.RecordArchive,
        auth_monitor.AuthMonitor,
        alarm_topic.AlarmTopic,
    )
    listed = {
        name.replace("<N>", "1")
        .replace("<this stack>", THIS)
        .replace("<number>", "1")
        .replace("<address>", "on-call@example.com")
        .replace("<", "")
        .replace(">", "")
        for component in classes
        for name in re.findall(r"^ *- `(.+?)`:", component.__doc__ or "", re.MULTILINE)
    }

    assert listed == set(engine.made) - {"submit-key"}
