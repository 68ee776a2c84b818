"""In the SDK's provider process our errors are one line, and a bug has its traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import grpc
import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from sandbox.folder import CHECKOUT
from tests.support.failing_provider import BUG, OURS, FailingProvider

Create = Callable[[str], str]


@pytest.fixture
def create() -> Iterator[Create]:
    """Create a resource that fails in a given way; return what the engine gets."""
    with subprocess.Popen(
        [sys.executable, "-m", "pulumi.dynamic"],
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        text=True,
    ) as process:
        assert process.stdout
        with grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}") as channel:
            provider = provider_pb2_grpc.ResourceProviderStub(channel)
            yield lambda how: refused(provider, how)
        process.terminate()


def refused(provider: provider_pb2_grpc.ResourceProviderStub, how: str) -> str:
    properties = Struct()
    properties.update({PROVIDER_KEY: serialize_provider(FailingProvider()), "how": how})
    with pytest.raises(grpc.RpcError) as failed:
        provider.Create(provider_pb2.CreateRequest(properties=properties))
    return str(failed.value.details())


def test_each_of_our_own_errors_is_one_line(create: Create) -> None:
    for line in OURS:
        assert create(line) == line


def test_a_bug_is_told_with_its_file_and_line_after_an_error_of_our_own_too(
    create: Create,
) -> None:
    create(next(iter(OURS)))

    said = create("bug")

    assert said.startswith("Traceback (most recent call last):\n")
    assert "failing_provider.py" in said
    assert BUG in said
    assert said.endswith("KeyError: 'missing'\n")
