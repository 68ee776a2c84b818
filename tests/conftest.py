"""What all tests share: canary keys, a recording engine, and a ban on real addresses."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any, cast
from zlib import crc32

import pulumi
import pytest
from hypothesis import HealthCheck, settings
from pulumi.runtime import mocks, rpc, set_mocks
from pulumi.runtime.config import set_all_config
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import get_root_resource
from pulumi.runtime.stack import run_pulumi_func

from components.submit_api.base_url import is_loopback

KEY = "canary-7f3kQ2-" + "A1b2C3d4E5f6"
"""A canary: it must never be found in plain text. In halves, so that scanners ignore it."""


# No deadline: a busy machine is slow, which is no fault of the product.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Garbage collection of the imported modules took a sixth of the time, and frees nothing.
gc.set_threshold(100_000, 50, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests first, then those with an engine, so that short ones fill the end."""
    order = ("story", "engine")
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in order])


def pytest_collection_finish() -> None:
    """Exclude the imported modules from garbage collection."""
    gc.freeze()


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every real network address."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            raise OSError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def event_loop_of_its_own() -> Iterator[asyncio.AbstractEventLoop]:
    """Give each test its own event loop: an `Output` stays bound to the loop it was made on."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    pending = asyncio.all_tasks(loop)
    loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
    asyncio.set_event_loop(None)
    loop.close()


RECORD = {"stack": "organization/submit-key/test", "at": "2026-01-02T03:04:05+00:00", "sequence": 1}
OUTPUTS: dict[str, dict[str, Any]] = {
    "KeyLedger": {"generation": 1, "tried": []},
    "KeyProof": {"provedAt": "now", "answers": []},
    "KeyRetirement": {"history": [], "nextStep": "nothing", "answers": []},
    "KeyRecord": {"chain": [], "record": RECORD, "recordHash": "0" * 64},
    "organization/submit-key/test": {"outputs": {}, "secretOutputNames": []},
}
"""The outputs of dynamic resources, by type, and of stacks, by name."""

EXPORTS = {
    "keyVersion",
    "fingerprint",
    "provedAt",
    "history",
    "nextStep",
    "ciDrift",
    "record",
    "recordHash",
    "secretArn",
    "readerPolicyArn",
    "references",
    "alarmTopicArn",
}
"""The outputs of the program."""

PLACE: dict[str, dict[str, Any]] = {
    "getRegion": {"region": "eu-west-1"},
    "getCallerIdentity": {"accountId": "123456789012"},
}
"""The AWS region, account and partition in which the program runs."""


class RecordingEngine(mocks.Mocks):
    """Records what a program registers with the engine."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.made: dict[str, mocks.MockResourceArgs] = {}
        self.requests: dict[str, resource_pb2.RegisterResourceRequest] = {}
        self.outputs: dict[str, Any] = {}
        self.read_before: dict[str, set[str]] = {}
        """What was made already when the outputs of a stack were read, by the stack's name."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Answer a look-up of the program: the read-back, a role, a repository or the region."""
        function = args.token.rsplit(":", 1)[1]
        if function == "getRole":
            return {"arn": f"arn:aws:iam::123456789012:role/app/{args.args['name']}"}, []
        if function == "getRepository":
            name = args.args["name"]
            return {"repoId": crc32(name.encode()), "fullName": f"acme/{name}"}, []
        if function.endswith(("Secrets", "Variables")):
            return {"secrets": [], "variables": []}, []
        if function == "readStackOutputs":
            self.read_before |= {args.args["name"]: set(self.made)}
            return OUTPUTS[args.args["name"]], []
        if function in PLACE:
            return PLACE[function], []
        assert args.token == "aws:secretsmanager/getSecretVersion:getSecretVersion"
        candidate = args.args["versionId"].removeprefix("version-of-")
        assert "-candidate-v" in candidate, "only a candidate is read back"
        text = self.made[candidate].inputs["secretString"]["value"]
        return {**args.args, "secretString": text, "arn": "arn:read-back", "id": "id"}, []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Record a resource and give it the outputs that others use."""
        assert args.name not in self.made, f"two resources are named {args.name}"
        self.made[args.name] = args
        arn = f"arn:aws:secretsmanager:eu-west-1:123456789012:{args.name}"
        answers = OUTPUTS.get(args.typ.rsplit(":", 1)[1]) or OUTPUTS.get(args.name, {})
        outputs = {"arn": arn, "versionId": f"version-of-{args.name}", **answers}
        return f"id-of-{args.name}", {**outputs, **args.inputs}

    def run(self, program: Callable[[], object], *, preview: bool = False) -> None:
        """Run a program to its end, so that a test sees everything that it registers."""
        monitor = _Monitor(self)
        set_mocks(
            self,
            project="submit-key",
            stack="test",
            preview=preview,
            monitor=monitor,
            organization="organization",
        )
        stack = cast("pulumi.runtime.Stack", get_root_resource())
        stack.outputs.clear()
        self._loop.run_until_complete(run_pulumi_func(program))
        exported = pulumi.Output.all(**stack.outputs).future()
        self.outputs = self._loop.run_until_complete(exported) or {}

    def of_type(self, suffix: str) -> dict[str, mocks.MockResourceArgs]:
        """The resources whose type ends with this text."""
        return {name: made for name, made in self.made.items() if made.typ.endswith(suffix)}

    def waits_for(self, name: str) -> set[str]:
        """The names of the resources that this one depends on; none for a stack reference."""
        if name not in self.requests:
            return set()
        return {urn.rsplit("::", 1)[1] for urn in self.requests[name].dependencies}


class _Monitor(mocks.MockMonitor):
    def __init__(self, engine: RecordingEngine) -> None:
        super().__init__(engine)
        self._engine = engine

    def GetDeploymentInfo(self, request: Any) -> Any:  # noqa: N802 - a gRPC name
        info = super().GetDeploymentInfo(request)
        info.supportedFeatures.append(resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH)
        return info

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - a gRPC name
        self._engine.requests[request.name] = request
        return super().RegisterResource(request)


@pytest.fixture
def engine(event_loop_of_its_own: asyncio.AbstractEventLoop) -> RecordingEngine:
    """A recording engine on this test's event loop."""
    return RecordingEngine(event_loop_of_its_own)


def is_secret(value: Any, plain: Any) -> bool:
    """Tell whether a registered value is this value, marked as a secret."""
    return isinstance(value, dict) and value == {
        rpc._special_sig_key: rpc._special_secret_sig,
        "value": plain,
    }


def configure(**settings: Any) -> None:
    """Set the stack's configuration as the engine passes it (objects as JSON)."""
    texts = {
        f"submit-key:{name}": value if isinstance(value, str) else json.dumps(value)
        for name, value in settings.items()
    }
    set_all_config(texts, ["submit-key:submitKey"])
