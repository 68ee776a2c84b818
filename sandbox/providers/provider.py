"""All that makes one provider: schema, rows, functions and how to reach the service."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sandbox.providers.checking import Failure, failures
from sandbox.providers.resource import Client, Function, ProviderError, Resource
from sandbox.providers.schema import Schema, Shape
from sandbox.providers.wire import Properties, unknown

_ENGINE_KEYS = frozenset({"version", "pluginDownloadURL"})


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One stand-in plugin; `plugin.py` is the same for all of them."""

    schema: Schema
    connect: Callable[[Properties], Client]
    """Connect by these settings; refuse an address that is not on loopback."""
    complaints: Callable[[Properties], Iterable[Failure]]
    """What is wrong with the settings or the environment; makes no call."""
    explain: Callable[[Exception], str | None]
    """An error of the service in one line; None when it is not one."""
    names_resources: bool = True
    """Whether an error begins with the operation and the resource."""
    resources: Mapping[str, Resource] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)

    def resource(self, token: str) -> tuple[Resource, Shape]:
        """The row and the schema of a resource type; refuse a type without a row."""
        if token not in self.resources:
            raise ProviderError(f"{self.name} does not make {token}; {self.way_out}")
        return self.resources[token], self.schema.resources[token]

    def function(self, token: str) -> tuple[Function, Shape]:
        """The same for a function."""
        if token not in self.functions:
            raise ProviderError(f"{self.name} has no function {token}; {self.way_out}")
        return self.functions[token], self.schema.functions[token]

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"the stand-in {self.schema.provider} provider"

    @property
    def way_out(self) -> str:
        """What to do where the stand-in lacks something."""
        return way_out(self.schema)

    def settings(self, given: Properties) -> Properties:
        """Settings in their own types: all but strings arrive as JSON text."""
        types = self.schema.config.inputs
        return {
            name: _parsed(types[name].type, value) if name in types else value
            for name, value in given.items()
            if name not in _ENGINE_KEYS and not name.startswith("__")
        }

    def settings_failures(self, settings: Properties) -> list[Failure]:
        """Everything that is wrong with settings, as CheckConfig reports it."""
        shape = failures(settings, self.schema.config.inputs, self.schema.types)
        return shape or list(self.complaints(settings))


def way_out(schema: Schema) -> str:
    """The command that installs the real plugin."""
    return (
        f"install the real plugin with `pulumi plugin install resource "
        f"{schema.provider} {schema.version}`"
    )


def loopback_only(schema: Schema, url: str | None) -> str | None:
    """The complaint about an address that is missing or not on this machine, if any."""
    if url is not None and on_loopback(url):
        return None
    wanted = "has no endpoint" if url is None else f"was given {_host(url)}"
    return (
        f"the stand-in {schema.provider} provider talks to loopback only and {wanted}; "
        f"{way_out(schema)}"
    )


def on_loopback(url: str) -> bool:
    """Whether an http(s) URL points to 127.0.0.0/8, ::1 or localhost, without credentials."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return False
    try:
        return parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def environment(*names: str) -> str | None:
    """The first of these variables that is set and not empty."""
    return next((value for name in names if (value := os.environ.get(name))), None)


def _host(url: str) -> str:
    return urlsplit(url).hostname or "an address without a host"


def _parsed(kind: str, value: Any) -> Any:
    if kind == "string" or not isinstance(value, str) or unknown(value):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
