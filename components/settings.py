"""All settings of one key: each one's type, default, limits and description stand here or in the
section that it names, and nowhere else. `Pulumi.yaml`, the README's table and
`Pulumi.example.yaml` are made from them. Pure.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from components.access.limits import refuse_misplaced
from components.access.settings import AccessSettings
from components.github.settings import GithubSettings
from components.monitor.settings import MonitorSettings
from components.record.settings import RecordSettings
from components.retirement.settings import RetirementSettings
from components.section import Section, matching
from components.store.settings import StoreSettings
from components.submit_api.base_url import VENDOR_BASE_URL, accept_base_url

Environment = Literal["development", "staging", "production"]
_Sibling = Annotated[
    str,
    matching(r"[\w.-]+/[\w.-]+/[\w.-]+", "the full name of a stack, organization/project/stack"),
]
_Settings = TypeVar("_Settings", bound="KeySettings")

KEY_SETTING = "submitKey"
KEY_DESCRIPTION = "The Submit API key, created in Atomyx Vault; refused unless encrypted"
"""The key is no field of a settings object: it must never be held in clear."""


class KeySettings(Section):
    """What a `SubmitKey` can be told, but for the key itself."""

    key_version: int = Field(default=1, ge=1, le=9999)
    """The version of the key; raise it by one with every new key"""
    base_url: str = VENDOR_BASE_URL
    """Base URL of the Submit API, https and on the vendor's host"""
    environment: Environment = "production"
    """The key's own environment (`development`, `staging` or `production`)"""
    exposed: int = Field(default=0, ge=0)
    """The version of a former key that was exposed, 0 for none; updates fail until it is proved
    dead"""
    allowed_hosts: tuple[str, ...] = Field(default=(), examples=[("proxy.example.com",)])
    """Host names, beside the vendor's own, that the key may be sent to"""
    store: StoreSettings
    access: AccessSettings = AccessSettings()
    github: GithubSettings = GithubSettings()
    retirement: RetirementSettings = RetirementSettings()
    record: RecordSettings = RecordSettings()
    monitor: MonitorSettings = MonitorSettings()

    @property
    def is_store_protected(self) -> bool:
        """Whether the engine refuses to delete the secret."""
        return self._in_production_or(self.store.protect)

    @property
    def is_protected(self) -> bool:
        """Whether a destroy stops while a key still works."""
        return self._in_production_or(self.retirement.protect)

    def _in_production_or(self, chosen: bool | None) -> bool:
        return self.environment == "production" if chosen is None else chosen


class StackSettings(KeySettings):
    """What the configuration of a stack can say: the settings of its key, and its siblings."""

    siblings: tuple[_Sibling, ...] = Field(
        default=(), examples=[("organization/submit-key/staging",)]
    )
    """Full names (`organization/project/stack`) of the other environments' stacks, whose keys are
    refused here"""

    def of_the_key(self) -> dict[str, Any]:
        """The settings of the key, as `SubmitKeyArgs` takes them."""
        return {name: getattr(self, name) for name in KeySettings.model_fields}


def accepted(settings: _Settings, region: str | None) -> _Settings:
    """The settings with the base URL as it is used; `region` is the stack's own, where known.

    Raises:
        Refusal: the key would be sent to a foreign host, or the settings do not fit each other.
    """
    base_url = accept_base_url(settings.base_url, settings.allowed_hosts)
    refuse_misplaced(settings.store, settings.access, region)
    return settings.model_copy(update={"base_url": base_url})
