"""The engine's gRPC protocol for any provider."""

# ruff: noqa: N802 - the methods have the names of the protocol

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from sandbox.providers import checking, lifecycle, waiting
from sandbox.providers.diffing import compare
from sandbox.providers.provider import Provider
from sandbox.providers.reporting import reported
from sandbox.providers.resource import Client, ProviderError, Resource
from sandbox.providers.schema import Shape
from sandbox.providers.wire import Bag, Properties, decode, encode

if TYPE_CHECKING:
    import grpc


class Plugin(ResourceProviderServicer):
    """One provider as the engine sees it. Construct and Call are not supported."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._client: Client | None = None

    @reported
    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    @reported
    def Attach(
        self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    @reported
    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        waiting.cancelled.set()
        return empty_pb2.Empty()

    @reported
    def GetPluginInfo(
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=self.provider.schema.version)

    @reported
    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        schema = self.provider.schema
        text = json.dumps({"name": schema.provider, "version": schema.version})
        return provider_pb2.GetSchemaResponse(schema=text)

    @reported
    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        news = decode(request.news)
        failures = self.provider.settings_failures(self.provider.settings(news.values))
        secrets = news.secrets | self.provider.schema.config.secrets
        return provider_pb2.CheckResponse(
            inputs=encode(news.values, secrets), failures=_failures(failures, secrets)
        )

    @reported
    def DiffConfig(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        old, new = decode(request.old_inputs).values, decode(request.news).values
        changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some if changed else none, diffs=changed)

    @reported
    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        given = decode(request.args).values or {
            name.rpartition(":")[2]: value for name, value in request.variables.items()
        }
        settings = self.provider.settings(given)
        for _, reason in self.provider.settings_failures(settings):
            raise ProviderError(reason)
        self._client = self.provider.connect(settings)
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    @reported
    def Invoke(
        self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.InvokeResponse:
        function, shape = self.provider.function(request.tok)
        bag = decode(request.args)
        arguments = bag.values
        failures = checking.failures(arguments, shape.inputs, self.provider.schema.types)
        if failures:
            return provider_pb2.InvokeResponse(failures=_failures(failures, bag.secrets))
        result = function(self._bound(arguments), arguments)
        return provider_pb2.InvokeResponse(**{"return": encode(result)})

    @reported
    def Check(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        row, shape, name = self._resource(request.urn)
        news, old = decode(request.news), decode(request.olds).values
        given = {key: each for key, each in news.values.items() if not key.startswith("__")}
        given = checking.documents(given, shape.inputs)
        inputs = checking.with_defaults(row, given, old, name, request.randomSeed)
        failures = checking.failures(given, shape.inputs, self.provider.schema.types)
        failures = failures or [fault for rule in row.rules for fault in rule(inputs)]
        return provider_pb2.CheckResponse(
            inputs=encode(inputs, news.secrets | shape.secrets),
            failures=_failures(failures, news.secrets | shape.secrets),
        )

    @reported
    def Diff(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        row, shape, _ = self._resource(request.urn)
        state, inputs = decode(request.olds).values, decode(request.news).values
        diff = compare(row, shape, state, inputs, request.ignoreChanges)
        for name in diff.changed.keys() & row.replaced_if.keys():
            if row.replaced_if[name](self._bound(state), state, inputs):
                diff = diff.replacing(name, row)
        return diff.response()

    @reported
    def Create(
        self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CreateResponse:
        row, shape, _ = self._resource(request.urn)
        inputs = decode(request.properties)
        if request.preview:
            id_, state = "", lifecycle.planned_creation(row, shape, inputs.values)
        else:
            id_, state = lifecycle.create(row, shape, self._bound(inputs.values), inputs.values)
        return provider_pb2.CreateResponse(id=id_, properties=_outputs(shape, state, inputs))

    @reported
    def Read(
        self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ReadResponse:
        row, shape, _ = self._resource(request.urn)
        old, inputs = decode(request.properties), decode(request.inputs)
        client = self._bound(old.values)
        state = lifecycle.read(row, shape, client, request.id, old.values)
        if state is None:
            return provider_pb2.ReadResponse(id="")
        now = lifecycle.inputs_read(row, shape, inputs.values, state)
        return provider_pb2.ReadResponse(
            id=request.id,
            properties=_outputs(shape, state, old, inputs),
            inputs=encode(now, shape.secrets | inputs.secrets),
        )

    @reported
    def Update(
        self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.UpdateResponse:
        row, shape, _ = self._resource(request.urn)
        old, inputs = decode(request.olds).values, decode(request.news)
        if request.preview:
            state = lifecycle.planned_update(row, shape, old, inputs.values)
        else:
            client = self._bound(inputs.values)
            state = lifecycle.update(row, shape, client, request.id, old, inputs.values)
        return provider_pb2.UpdateResponse(properties=_outputs(shape, state, inputs))

    @reported
    def Delete(
        self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        row, _, _ = self._resource(request.urn)
        state = decode(request.properties).values
        row.delete(self._bound(state), request.id, state)
        return empty_pb2.Empty()

    @reported
    def Construct(
        self, request: provider_pb2.ConstructRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConstructResponse:
        raise ProviderError(f"{self.provider.name} has no components")

    @reported
    def Call(
        self, request: provider_pb2.CallRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CallResponse:
        raise ProviderError(f"{self.provider.name} has no methods")

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
) -> list[provider_pb2.CheckFailure]:
    """The engine prints the value of a property it is told of, a secret one too."""
    return [
        provider_pb2.CheckFailure(property="" if name in secrets else name, reason=reason)
        for name, reason in failures
    ]


def _outputs(shape: Shape, state: Properties, *origins: Bag) -> struct_pb2.Struct:
    """What came in as a secret stays one."""
    return encode(state, shape.secrets.union(*(origin.secrets for origin in origins)))
