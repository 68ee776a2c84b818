"""The one reader of the stack's configuration: what is wrong is refused here, by name."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import pulumi
from pulumi.runtime.config import CONFIG
from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from components.access.limits import refuse_misplaced
from components.access.settings import AccessSettings
from components.github.settings import GithubSettings
from components.key.material import fingerprint, refuse_key
from components.monitor.settings import MonitorSettings
from components.record.settings import RecordSettings
from components.refusal import Refusal
from components.retirement.settings import RetirementSettings
from components.section import Section, matching
from components.store.settings import StoreSettings
from components.submit_api.base_url import VENDOR_BASE_URL, accept_base_url

_Sibling = Annotated[
    str,
    matching(r"[\w.-]+/[\w.-]+/[\w.-]+", "the full name of a stack, organization/project/stack"),
]
Environment = Literal["development", "staging", "production"]

_PLAIN = ("keyVersion", "baseUrl", "environment", "exposed")
_LISTS = ("allowedHosts", "siblings")
OBJECTS: dict[str, type[Section]] = {
    "store": StoreSettings,
    "access": AccessSettings,
    "github": GithubSettings,
    "retirement": RetirementSettings,
    "record": RecordSettings,
    "monitor": MonitorSettings,
}


class _Document(Section):
    key_version: int = Field(default=1, ge=1, le=9999)
    base_url: str = VENDOR_BASE_URL
    allowed_hosts: tuple[str, ...] = ()
    siblings: tuple[_Sibling, ...] = ()
    environment: Environment = "production"
    exposed: int = Field(default=0, ge=0)
    store: StoreSettings
    access: AccessSettings = AccessSettings()
    github: GithubSettings = GithubSettings()
    retirement: RetirementSettings = RetirementSettings()
    record: RecordSettings = RecordSettings()
    monitor: MonitorSettings = MonitorSettings()


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings of a stack, right in themselves."""

    key: pulumi.Output[str] = field(repr=False)
    """The key; secret."""
    fingerprint: str
    key_version: int
    base_url: str
    environment: Environment
    exposed: int | None
    """The version of a former key that was exposed and must be dead at once."""
    siblings: tuple[str, ...]
    """Full names of the stacks of the other environments."""
    store: StoreSettings
    access: AccessSettings
    github: GithubSettings
    retirement: RetirementSettings
    record: RecordSettings
    monitor: MonitorSettings

    @property
    def store_protected(self) -> bool:
        """Whether the engine refuses to delete the secret."""
        protect = self.store.protect
        return self.environment == "production" if protect is None else protect

    @property
    def protected(self) -> bool:
        """Whether a destroy stops while a key still works."""
        protect = self.retirement.protect
        return self.environment == "production" if protect is None else protect


def read_settings(config: pulumi.Config, stack: str) -> Settings:
    """Read and check every setting.

    Raises:
        pulumi.RunError: one line that names the setting, its shape and the way out. The engine
            shows it without a traceback, in preview, before anything changes.
    """
    try:
        _refuse_unknown(config)
        key = _key(config)
        _refuse_shown(config, key)
        document = _document(config, stack)
        base_url = accept_base_url(document.base_url, document.allowed_hosts)
        refuse_misplaced(document.store, document.access, _home())
    except Refusal as refusal:
        raise pulumi.RunError(f"{config.name}:{refusal}") from None
    return Settings(
        key=config.require_secret("submitKey"),
        fingerprint=fingerprint(key),
        key_version=document.key_version,
        base_url=base_url,
        environment=document.environment,
        exposed=document.exposed or None,
        siblings=document.siblings,
        store=document.store,
        access=document.access,
        github=document.github,
        retirement=document.retirement,
        record=document.record,
        monitor=document.monitor,
    )


def _home() -> str | None:
    """The region of the stack where the settings or the environment say it, as the provider."""
    named = pulumi.Config("aws").get("region")
    return named or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")


def _refuse_unknown(config: pulumi.Config) -> None:
    known = ("submitKey", *_PLAIN, *_LISTS, *OBJECTS)
    for name in CONFIG.get():
        space, _, setting = name.partition(":")
        if space == config.name and setting not in known:
            raise Refusal(setting, "is not a setting", f"the settings are: {', '.join(known)}")


def _key(config: pulumi.Config) -> str:
    """The key in clear, for its guard and its fingerprint alone: it goes no further."""
    key = config.get("submitKey") or ""
    refuse_key(key)
    return key


def _refuse_shown(config: pulumi.Config, key: str) -> None:
    """A description or a tag is in clear wherever it goes."""
    for name in (*_PLAIN, *_LISTS, *OBJECTS):
        if key in (config.get(name) or ""):
            shape = "contains the key"
            raise Refusal(name, shape, "take it out; the key is exposed: revoke it in Atomyx Vault")


def _document(config: pulumi.Config, stack: str) -> _Document:
    given = {name: config.get(name) for name in _PLAIN} | {
        name: _parsed(config, name) for name in (*_LISTS, *OBJECTS)
    }
    given = {name: value for name, value in given.items() if value is not None}
    store = given.setdefault("store", {})
    if isinstance(store, dict):
        store.setdefault("name", f"submit-key/{stack}")
    try:
        return _Document.model_validate(given)
    except ValidationError as invalid:
        raise _refusal(invalid.errors(include_url=False)[0]) from None


def _parsed(config: pulumi.Config, name: str) -> Any:
    text = config.get(name)
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        shape = f"is not an object or a list ({len(text or '')} characters)"
        way_out = f"set its parts with: pulumi config set --path '{name}.…'"
        raise Refusal(name, shape, way_out) from None


def _refusal(error: ErrorDetails) -> Refusal:
    path = [str(part) for part in error["loc"]]
    setting = ".".join(path)
    if error["type"] == "extra_forbidden":
        options = ", ".join(_options(path[0]))
        return Refusal(setting, "is not an option", f"the options of {path[0]} are: {options}")
    words = error["msg"].removeprefix("Value error, ")
    return Refusal(setting, words[0].lower() + words[1:], "correct it in the stack's settings")


def _options(name: str) -> list[str]:
    return [str(option.alias) for option in OBJECTS[name].model_fields.values()]
