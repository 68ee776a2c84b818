"""How an error inside the plugin reaches the user: one line and no secret."""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import grpc
from google.protobuf import any_pb2
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2, status_pb2

from sandbox.providers.lifecycle import HalfMade
from sandbox.providers.resource import ProviderError
from sandbox.providers.schema import Shape
from sandbox.providers.wire import decode, encode, texts

if TYPE_CHECKING:
    from sandbox.providers.provider import Provider

Call = TypeVar("Call", bound=Callable[..., Any])

_VERBS = {"Create": "creating", "Read": "reading", "Update": "updating", "Delete": "deleting"}
_SHORTEST_SECRET = 4
_BAGS = ("properties", "inputs", "olds", "news", "old_inputs", "args")


def reported(method: Call) -> Call:
    """Turn an exception of a plugin's method into the gRPC status that the engine shows."""

    @functools.wraps(method)
    def guarded(self: Any, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(self, request, context)
        except HalfMade as half:
            reason = _message(self.provider, method.__name__, request, half.cause)
            _, shape = self.provider.resource(_token(request))
            context.abort_with_status(_half_made(half, reason, shape, request))
        except Exception as fault:
            message = _message(self.provider, method.__name__, request, fault)
            context.abort(grpc.StatusCode.UNKNOWN, message)

    return guarded  # type: ignore[return-value]


def _message(provider: Provider, method: str, request: Any, fault: Exception) -> str:
    row = provider.resources.get(_token(request))
    known = str(fault) if isinstance(fault, ProviderError) else provider.explain(fault)
    if known is None:
        known = f"{provider.name} failed: {type(fault).__name__}: {fault}{_place(fault)}"
    if row is not None and method in _VERBS and provider.names_resources:
        known = f"{_VERBS[method]} {row.title} ({_subject(request)}): {known}"
    return " ".join(_without_secrets(known, provider, request).split())


def _half_made(half: HalfMade, reason: str, shape: Shape, request: Any) -> Any:
    """Tell the engine that it exists but is not finished, so that it stays in the state."""
    inputs = decode(request.properties)
    detail = provider_pb2.ErrorResourceInitFailed(
        id=half.id,
        properties=encode(half.state, shape.secrets | inputs.secrets),
        inputs=request.properties,
        reasons=[reason],
    )
    packed = any_pb2.Any()
    packed.Pack(detail)
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=reason, details=[packed])
    trailer = (("grpc-status-details-bin", status.SerializeToString()),)
    return _Status(code=code, details=reason, trailing_metadata=trailer)


class _Status(NamedTuple):
    """The three attributes that `abort_with_status` reads."""

    code: Any
    details: str
    trailing_metadata: tuple[tuple[str, bytes], ...]


def _token(request: Any) -> str:
    urn: str = getattr(request, "urn", "")
    return urn.split("::")[2].rpartition("$")[2] if urn.count("::") > 2 else ""


def _subject(request: Any) -> str:
    """Its id; before it has one, the name it will get; else its name in the program."""
    given: str = getattr(request, "id", "")
    if given or not hasattr(request, "properties"):
        return given
    values = decode(request.properties).values
    return str(values.get("name") or values.get("secretId") or request.urn.rpartition("::")[2])


def _place(fault: Exception) -> str:
    frames = traceback.extract_tb(fault.__traceback__)
    return f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def _without_secrets(message: str, provider: Provider, request: Any) -> str:
    for text in sorted(set(_secret_texts(provider, request)), key=len, reverse=True):
        if len(text) >= _SHORTEST_SECRET:
            message = message.replace(text, "[secret]")
    return message


def _secret_texts(provider: Provider, request: Any) -> Iterator[str]:
    shape = provider.schema.resources.get(_token(request), provider.schema.config)
    for name in _BAGS:
        struct = getattr(request, name, None)
        if isinstance(struct, Struct):
            bag = decode(struct)
            for secret in bag.secrets | shape.secrets:
                yield from texts(bag.values.get(secret))
