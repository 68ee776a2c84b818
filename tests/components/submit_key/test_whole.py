"""Rules for all resources: secret values, parents, and docstrings that list them."""

from __future__ import annotations

import re
from zlib import crc32

import pulumi
import pytest

from components import key_watch, submit_key
from components.access import deploy_role, grants
from components.github import ci_secrets
from components.key.material import fingerprint
from components.monitor import alarm_topic, auth_monitor
from components.record import archive
from components.store import encryption_key, parameters, secret
from components.store.settings import StoreSettings
from tests.components.conftest import CI, THIS, after
from tests.conftest import KEY, RecordingEngine, is_secret
from tests.support.declared import EVERY_RESOURCE, make


@pytest.mark.parametrize(
    "name",
    ["submit-key-ledger", "submit-key-retirement", "submit-key-store-guard", "submit-key-guard"],
)
def test_what_is_remembered_of_the_keys_is_a_secret(whole: RecordingEngine, name: str) -> None:
    assert is_secret(whole.made[name].inputs["keys"], {fingerprint(KEY): KEY})
    assert list(whole.requests[name].additionalSecretOutputs) == ["keys"]


@pytest.mark.parametrize(
    ("environment", "is_protected"), [("production", True), ("staging", False)]
)
def test_a_destroy_of_production_is_protected_by_default(
    engine: RecordingEngine, environment: str, is_protected: bool
) -> None:
    make(engine, environment=environment)

    for guard in ("submit-key-store-guard", "submit-key-guard"):
        assert engine.made[guard].inputs["protected"] is is_protected


def test_what_is_proved_is_the_candidate_as_the_store_gives_it_back(whole: RecordingEngine) -> None:
    assert "submit-key-store-candidate-v1" in after(whole, "submit-key-proof-v1")
    assert is_secret(whole.made["submit-key-proof-v1"].inputs["key"], KEY)


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("submit-key-store-vacant", ["VACANT"]),
        ("submit-key-store-candidate-v1", ["KEY-V1"]),
        ("submit-key-store-current-v1", ["AWSCURRENT"]),
    ],
)
def test_each_version_asks_for_its_own_label(
    whole: RecordingEngine, name: str, stages: list[str]
) -> None:
    assert whole.made[name].inputs["versionStages"] == stages


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("submit-key-store-candidate-v1", "secretString"),
        ("submit-key-store-current-v1", "secretString"),
        ("submit-key-proof-v1", "key"),
        *((name, "value") for name in CI[:-1]),
        (CI[-1], "plaintextValue"),
    ],
)
def test_the_key_travels_as_a_secret(whole: RecordingEngine, name: str, setting: str) -> None:
    assert is_secret(whole.made[name].inputs[setting], KEY)


def test_a_key_that_the_program_did_not_mark_is_a_secret_all_the_same(
    engine: RecordingEngine,
) -> None:
    def program() -> None:
        args = submit_key.SubmitKeyArgs(
            key=pulumi.Output.from_input(KEY),
            key_version=1,
            environment="staging",
            store=StoreSettings(name="submit-key/test"),
        )
        submit_key.SubmitKey("submit-key", args)

    engine.run(program)

    holders = [name for name, made in engine.made.items() if KEY in str(made.inputs)]
    assert len(holders) == 7
    for name in holders:
        for value in engine.made[name].inputs.values():
            assert KEY not in str(value) or is_secret(value, value["value"]), name


def test_the_key_is_nowhere_else(whole: RecordingEngine) -> None:
    holders = {name for name, made in whole.made.items() if KEY in str(made.inputs)}
    assert holders == {
        "submit-key-ledger",
        "submit-key-store-candidate-v1",
        "submit-key-store-current-v1",
        "submit-key-proof-v1",
        *CI,
        "submit-key-retirement",
        "submit-key-store-guard",
        "submit-key-guard",
    }
    assert KEY not in str([made.name for made in whole.made.values()])


def test_the_test_job_is_named_after_stack_version_and_fingerprint(whole: RecordingEngine) -> None:
    expected = f"TEST-KEY-ROTATION-test-V1-{fingerprint(KEY)}"
    assert whole.made["submit-key-proof-v1"].inputs["externalId"] == expected


def test_every_resource_hangs_below_the_component(whole: RecordingEngine) -> None:
    for name, request in whole.requests.items():
        if name not in ("submit-key", "submit-key-test", THIS):
            assert "atomyx:submit:" in request.parent, f"{name} has no parent of ours"


def test_the_docstrings_list_exactly_what_is_made(engine: RecordingEngine) -> None:
    make(engine, **EVERY_RESOURCE)
    classes = (
        submit_key.SubmitKey,
        secret.KeyStore,
        encryption_key.EncryptionKey,
        parameters.KeyParameters,
        grants.KeyAccess,
        deploy_role.DeployRole,
        ci_secrets.CiSecrets,
        key_watch.KeyWatch,
        archive.RecordArchive,
        auth_monitor.AuthMonitor,
        alarm_topic.AlarmTopic,
    )
    listed = {name for component in classes for name in children(component, engine)}

    assert listed == set(engine.made) - {"submit-key", THIS}


def children(component: type, engine: RecordingEngine) -> list[str]:
    """The names that a component's docstring lists, for this instance."""
    [own] = engine.of_type(f":{component.__name__}")
    names = re.findall(r"^ *- `(.+?)`:", component.__doc__ or "", re.MULTILINE)
    parts = {"<name>": own, "<N>": "1", "<number>": "1", "<address>": "on-call@example.com"}
    parts["<repository-id>"] = str(crc32(b"repository"))
    for part, text in parts.items():
        names = [name.replace(part, text) for name in names]
    return [name.replace("<", "").replace(">", "") for name in names]


def test_every_child_carries_the_name_of_its_component(whole: RecordingEngine) -> None:
    for name, request in whole.requests.items():
        parent = request.parent.rsplit("::", 1)[-1]
        if "atomyx:submit:" in request.parent:
            assert name.startswith(f"{parent}-"), name
