"""The engine's gRPC protocol for any provider."""

# ruff: noqa: N802 - the methods have the names of the protocol

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from sandbox.providers import checking, lifecycle, waiting
from sandbox.providers.diffing import compare
from sandbox.providers.provider import Provider
from sandbox.providers.reporting import reported
from sandbox.providers.resource import Client, ProviderError, Resource
from sandbox.providers.schema import Shape
from sandbox.providers.wire import Bag, Properties, decode, encode

if TYPE_CHECKING:
    from grpc import ServicerContext

_BRIDGE: Properties = {"__pulumi_raw_state_delta": {"obj": {}}}
"""What the real plugins note for themselves when they read a resource that they did not make."""


class Plugin(ResourceProviderServicer):
    """One provider as the engine sees it: it has neither components nor methods."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._client: Client | None = None

    @reported
    def Handshake(
        self, request: messages.ProviderHandshakeRequest, context: ServicerContext
    ) -> messages.ProviderHandshakeResponse:
        return messages.ProviderHandshakeResponse(accept_secrets=True)

    @reported
    def Cancel(self, request: empty_pb2.Empty, context: ServicerContext) -> empty_pb2.Empty:
        waiting.cancelled.set()
        return empty_pb2.Empty()

    @reported
    def GetPluginInfo(
        self, request: empty_pb2.Empty, context: ServicerContext
    ) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=self.provider.schema.version)

    @reported
    def GetSchema(
        self, request: messages.GetSchemaRequest, context: ServicerContext
    ) -> messages.GetSchemaResponse:
        schema = self.provider.schema
        text = json.dumps({"name": schema.provider, "version": schema.version})
        return messages.GetSchemaResponse(schema=text)

    @reported
    def CheckConfig(
        self, request: messages.CheckRequest, context: ServicerContext
    ) -> messages.CheckResponse:
        news = decode(request.news)
        failures = self.provider.settings_failures(self.provider.settings(news.values))
        secrets = news.secrets | self.provider.schema.config.secrets
        return messages.CheckResponse(
            inputs=encode(news.values, secrets), failures=_failures(failures, secrets)
        )

    @reported
    def DiffConfig(
        self, request: messages.DiffRequest, context: ServicerContext
    ) -> messages.DiffResponse:
        old, new = decode(request.old_inputs).values, decode(request.news).values
        changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
        some, none = messages.DiffResponse.DIFF_SOME, messages.DiffResponse.DIFF_NONE
        return messages.DiffResponse(changes=some if changed else none, diffs=changed)

    @reported
    def Configure(
        self, request: messages.ConfigureRequest, context: ServicerContext
    ) -> messages.ConfigureResponse:
        settings = self.provider.settings(decode(request.args).values)
        for _, reason in self.provider.settings_failures(settings):
            raise ProviderError(reason)
        self._client = self.provider.connect(settings)
        return messages.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @reported
    def Invoke(
        self, request: messages.InvokeRequest, context: ServicerContext
    ) -> messages.InvokeResponse:
        function, shape = self.provider.function(request.tok)
        bag = decode(request.args)
        failures = checking.failures(bag.values, shape.inputs, self.provider.schema.types)
        if failures:
            return messages.InvokeResponse(failures=_failures(failures, bag.secrets))
        result = function(self._bound(bag.values), bag.values)
        return messages.InvokeResponse(**{"return": encode(result)})

    @reported
    def Check(
        self, request: messages.CheckRequest, context: ServicerContext
    ) -> messages.CheckResponse:
        row, shape, name = self._resource(request.urn)
        news, old = decode(request.news), decode(request.olds).values
        given = {key: each for key, each in news.values.items() if not key.startswith("__")}
        inputs = checking.with_defaults(row, given, old, name, request.randomSeed)
        failures = checking.failures(given, shape.inputs, self.provider.schema.types)
        failures = failures or [fault for rule in row.rules for fault in rule(inputs)]
        return messages.CheckResponse(
            inputs=encode(inputs, news.secrets | shape.secrets),
            failures=_failures(failures, news.secrets | shape.secrets),
        )

    @reported
    def Diff(
        self, request: messages.DiffRequest, context: ServicerContext
    ) -> messages.DiffResponse:
        row, shape, _ = self._resource(request.urn)
        state, inputs = decode(request.olds).values, decode(request.news).values
        diff = compare(row, shape, state, inputs, request.ignoreChanges)
        for name in diff.changed.keys() & row.replaced_if.keys():
            if row.replaced_if[name](self._bound(state), state, inputs):
                diff = diff.replacing(name, row)
        return diff.response()

    @reported
    def Create(
        self, request: messages.CreateRequest, context: ServicerContext
    ) -> messages.CreateResponse:
        row, shape, _ = self._resource(request.urn)
        inputs = decode(request.properties)
        if request.preview:
            id_, state = "", lifecycle.planned_creation(shape, inputs.values)
        else:
            id_, state = lifecycle.create(row, shape, self._bound(inputs.values), inputs.values)
        return messages.CreateResponse(id=id_, properties=_outputs(shape, state, inputs))

    @reported
    def Read(
        self, request: messages.ReadRequest, context: ServicerContext
    ) -> messages.ReadResponse:
        row, shape, _ = self._resource(request.urn)
        old, inputs = decode(request.properties), decode(request.inputs)
        client = self._bound(old.values)
        id_, state = lifecycle.read(row, shape, client, request.id, old.values)
        if state is None:
            return messages.ReadResponse(id="")
        now = lifecycle.inputs_read(row, shape, inputs.values, state)
        if old.values:
            state = {**state, **_BRIDGE}
        return messages.ReadResponse(
            id=id_,
            properties=_outputs(shape, state, old, inputs),
            inputs=encode(now, shape.secrets | inputs.secrets),
        )

    @reported
    def Update(
        self, request: messages.UpdateRequest, context: ServicerContext
    ) -> messages.UpdateResponse:
        row, shape, _ = self._resource(request.urn)
        old, inputs = decode(request.olds).values, decode(request.news)
        if request.preview:
            state = lifecycle.planned_update(row, shape, old, inputs.values)
        else:
            client = self._bound(inputs.values)
            state = lifecycle.update(row, shape, client, request.id, old, inputs.values)
        return messages.UpdateResponse(properties=_outputs(shape, state, inputs))

    @reported
    def Delete(self, request: messages.DeleteRequest, context: ServicerContext) -> empty_pb2.Empty:
        row, _, _ = self._resource(request.urn)
        state = decode(request.properties).values
        row.delete(self._bound(state), request.id, state)
        return empty_pb2.Empty()

    def _resource(self, urn: str) -> tuple[Resource, Shape, str]:
        _, _, types, name = urn.removeprefix("urn:pulumi:").split("::", 3)
        row, shape = self.provider.resource(types.rpartition("$")[2])
        return row, shape, name

    def _bound(self, values: Properties) -> Any:
        if self._client is None:
            raise ProviderError(f"{self.provider.name} is not configured")
        return self._client.bound(values)


def _failures(
    failures: Iterable[checking.Failure], secrets: Collection[str]
) -> list[messages.CheckFailure]:
    """Name no secret property: the engine prints the value of each property that is named."""
    return [
        messages.CheckFailure(property="" if name in secrets else name, reason=reason)
        for name, reason in failures
    ]


def _outputs(shape: Shape, state: Properties, *origins: Bag) -> struct_pb2.Struct:
    """What came in as a secret stays one."""
    return encode(state, shape.secrets.union(*(origin.secrets for origin in origins)))
