"""The engine's side of the plugin protocol, for the tests of the stand-in providers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from sandbox.providers.__main__ import serve
from sandbox.providers.wire import Properties, decode, encode


@dataclass(kw_only=True)
class Made:
    """A resource as the engine stores it."""

    token: str
    name: str
    id: str
    inputs: Properties
    state: Properties


class EngineSide:
    """Drives one plugin over gRPC, as the genuine engine does."""

    def __init__(self, stub: Any) -> None:
        self.stub = stub
        self._seeds = itertools.count()

    def configure(self, **settings: Any) -> None:
        """Send settings as the engine does: all but texts as JSON."""
        self.stub.Configure(messages.ConfigureRequest(args=encode(settings)))

    def check(
        self, token: str, name: str, old: Properties | None = None, /, **inputs: Any
    ) -> tuple[Properties, dict[str, str]]:
        """Call Check; return the checked inputs, and the failures by property."""
        request = messages.CheckRequest(
            urn=urn(token, name),
            news=encode(inputs),
            olds=encode(old or {}),
            randomSeed=str(next(self._seeds)).encode(),
        )
        answer = self.stub.Check(request)
        return decode(answer.inputs).values, {
            each.property: each.reason for each in answer.failures
        }

    def create(self, token: str, name: str, /, **inputs: Any) -> Made:
        """Call Check, then Create."""
        checked, failures = self.check(token, name, **inputs)
        assert not failures
        answer = self.stub.Create(
            messages.CreateRequest(urn=urn(token, name), properties=encode(checked))
        )
        state = decode(answer.properties).values
        return Made(token=token, name=name, id=answer.id, inputs=checked, state=state)

    def diff(self, made: Made, ignore: tuple[str, ...] = (), /, **inputs: Any) -> Any:
        """Call Diff with new inputs, or with the old ones if none are given."""
        checked = made.inputs
        if inputs:
            checked, failures = self.check(made.token, made.name, made.inputs, **inputs)
            assert not failures
        return self.stub.Diff(
            messages.DiffRequest(
                id=made.id,
                urn=urn(made.token, made.name),
                olds=encode(made.state),
                old_inputs=encode(made.inputs),
                news=encode(checked),
                ignoreChanges=ignore,
            )
        )

    def update(self, made: Made, /, **inputs: Any) -> Made:
        """Call Check, then Update."""
        checked, failures = self.check(made.token, made.name, made.inputs, **inputs)
        assert not failures
        answer = self.stub.Update(
            messages.UpdateRequest(
                id=made.id,
                urn=urn(made.token, made.name),
                olds=encode(made.state),
                old_inputs=encode(made.inputs),
                news=encode(checked),
            )
        )
        return Made(
            token=made.token,
            name=made.name,
            id=made.id,
            inputs=checked,
            state=decode(answer.properties).values,
        )

    def refresh(self, made: Made) -> Made | None:
        """What `pulumi refresh` stores; None if the resource is gone."""
        answer = self.stub.Read(
            messages.ReadRequest(
                id=made.id,
                urn=urn(made.token, made.name),
                properties=encode(made.state),
                inputs=encode(made.inputs),
            )
        )
        return _read(made.token, made.name, answer)

    def imported(self, token: str, name: str, id_: str) -> Made | None:
        """What `pulumi import` gets."""
        answer = self.stub.Read(messages.ReadRequest(id=id_, urn=urn(token, name)))
        return _read(token, name, answer)

    def delete(self, made: Made) -> None:
        self.stub.Delete(
            messages.DeleteRequest(
                id=made.id, urn=urn(made.token, made.name), properties=encode(made.state)
            )
        )

    def invoke(self, token: str, /, **arguments: Any) -> Properties:
        """The result of a function."""
        answer = self.stub.Invoke(messages.InvokeRequest(tok=token, args=encode(arguments)))
        assert not answer.failures
        return decode(getattr(answer, "return")).values


def _read(token: str, name: str, answer: Any) -> Made | None:
    if not answer.id:
        return None
    inputs, state = decode(answer.inputs).values, decode(answer.properties).values
    return Made(token=token, name=name, id=answer.id, inputs=inputs, state=state)


def urn(token: str, name: str) -> str:
    """The engine's name for a resource of the program."""
    return f"urn:pulumi:dev::project::{token}::{name}"


def changes(diff: Any) -> bool:
    """Whether a diff wants anything done."""
    return bool(diff.changes == messages.DiffResponse.DIFF_SOME)


def refusal(fault: grpc.RpcError) -> str:
    """The message that the user sees."""
    return str(fault.details())  # type: ignore[attr-defined]


@contextmanager
def running(provider: str, settings: Mapping[str, Any] | None = None) -> Iterator[EngineSide]:
    """A plugin in this process, configured unless `settings` is None."""
    server, port = serve(provider)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        engine = EngineSide(ResourceProviderStub(channel))
        if settings is not None:
            engine.configure(**settings)
        yield engine
    server.stop(None).wait()
