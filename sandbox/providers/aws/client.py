"""The connection to AWS: the real provider's settings, loopback endpoints only."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from sandbox.providers.checking import Failure
from sandbox.providers.provider import environment, loopback_only
from sandbox.providers.resource import ProviderError
from sandbox.providers.schema import Schema
from sandbox.providers.wire import Properties, unknown

SERVICES: Mapping[str, str] = {
    "cloudwatch": "CloudWatch",
    "iam": "IAM",
    "kms": "KMS",
    "logs": "CloudWatch Logs",
    "s3": "S3",
    "secretsmanager": "Secrets Manager",
    "sns": "SNS",
    "ssm": "SSM",
    "sts": "STS",
}


class Connection:
    """boto3 clients for one set of settings: one for each service and region."""

    def __init__(self, schema: Schema, settings: Properties) -> None:
        self.settings = settings
        self._schema = schema
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def client(self, service: str, region: str) -> Any:
        """Refuse a service whose endpoint is missing or not on loopback."""
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._connect(service, region)
            return self._clients[service, region]

    @cached_property
    def _session(self) -> Any:
        return _session(self.settings)

    def _connect(self, service: str, region: str) -> Any:
        url = endpoint_of(self.settings, service)
        if complaint := loopback_only(self._schema, url):
            raise ProviderError(complaint)
        client = self._session.client(
            service, region_name=region, endpoint_url=url, config=_options()
        )
        client.meta.events.register("after-call", _name_the_call)
        return client


@dataclass(frozen=True, kw_only=True)
class Aws:
    """A connection in one region; rows are given it."""

    connection: Connection
    region: str

    def bound(self, values: Properties) -> Aws:
        """The same connection in the region that a resource names."""
        return Aws(connection=self.connection, region=values.get("region") or self.region)

    def client(self, service: str) -> Any:
        """The boto3 client of a service."""
        return self.connection.client(service, self.region)

    @property
    def default_tags(self) -> dict[str, str]:
        """The tags that every resource gets."""
        return (self.connection.settings.get("defaultTags") or {}).get("tags") or {}


def connect(schema: Schema, settings: Properties) -> Aws:
    """Make no call: boto3 is not even imported before the first one."""
    return Aws(connection=Connection(schema, settings), region=region_of(settings) or "")


def complaints(schema: Schema, settings: Properties) -> Iterator[Failure]:
    """Addresses outside of loopback, no endpoint at all, no region, no credentials."""
    if any(unknown(value) for value in settings.values()):
        return
    urls = [*_endpoints(settings)] or [endpoint_of(settings, "sts")]
    for url in urls:
        if complaint := loopback_only(schema, url):
            yield "", complaint
            return
    if not region_of(settings):
        yield "", "Missing region: set aws:region or AWS_REGION"
    if None in _credentials(settings)[:2]:
        wanted = "aws:accessKey and aws:secretKey, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        yield "", f"No valid credential sources found: set {wanted}"


def region_of(settings: Properties) -> str | None:
    """The region of the settings, else of the environment."""
    return settings.get("region") or environment("AWS_REGION", "AWS_DEFAULT_REGION")


def endpoint_of(settings: Properties, service: str) -> str | None:
    """The address of a service: settings first, then AWS_ENDPOINT_URL and its variants."""
    for each in settings.get("endpoints") or []:
        if each.get(service):
            return str(each[service])
    variant = SERVICES[service].upper().replace(" ", "_")
    return environment(f"AWS_ENDPOINT_URL_{variant}", "AWS_ENDPOINT_URL")


def explain(fault: Exception) -> str | None:
    """An error of AWS in the real provider's words; None for any other error."""
    exceptions: Any = import_module("botocore.exceptions")
    if isinstance(fault, exceptions.ClientError):
        response: dict[str, Any] = getattr(fault, "response", {})
        error = response.get("Error", {})
        return f"operation error {error.get('Call')}, {error.get('Code')}: {error.get('Message')}"
    if isinstance(fault, exceptions.BotoCoreError):
        return f"{type(fault).__name__}: {fault}"
    return None


def _endpoints(settings: Properties) -> Iterator[str | None]:
    for each in settings.get("endpoints") or []:
        yield from (str(url) for url in each.values() if url)


def _credentials(settings: Properties) -> tuple[str | None, str | None, str | None]:
    """Key id, key and session token, all from one source."""
    if settings.get("accessKey") and settings.get("secretKey"):
        return settings["accessKey"], settings["secretKey"], settings.get("token")
    return (
        environment("AWS_ACCESS_KEY_ID"),
        environment("AWS_SECRET_ACCESS_KEY"),
        environment("AWS_SESSION_TOKEN"),
    )


def _session(settings: Properties) -> Any:
    """A session of these settings alone: it reads no shared file, profile or metadata."""
    nowhere = (None, None, os.devnull, None)
    sources = {
        "profile": (None, None, None, None),
        "config_file": nowhere,
        "credentials_file": nowhere,
    }
    core = import_module("botocore.session").Session(session_vars=sources)
    key_id, key, token = _credentials(settings)
    if not (key_id and key):
        raise ProviderError("No valid credential sources found")
    core.set_credentials(key_id, key, token)
    return import_module("boto3").Session(botocore_session=core)


def _options() -> Any:
    """Few retries, no proxy (it could lead off this machine), bounded waits."""
    return import_module("botocore.config").Config(
        connect_timeout=5,
        read_timeout=30,
        proxies={},
        defaults_mode="legacy",
        retries={"mode": "standard", "total_max_attempts": 3},
    )


def _name_the_call(parsed: dict[str, Any], model: Any, **_: Any) -> None:
    """botocore's errors do not say which service they come from."""
    if "Error" in parsed:
        parsed["Error"]["Call"] = f"{model.service_model.service_id}: {model.name}"
