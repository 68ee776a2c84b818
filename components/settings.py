"""All settings of one key, here or in the section classes that they name. No pulumi here.

This is the only place for their types, defaults, limits and descriptions: `Pulumi.yaml`, the
README's table and `Pulumi.example.yaml` are made from it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field

from components.access.limits import refuse_misplaced
from components.access.settings import AccessSettings
from components.github.settings import AdoptSettings, GithubSettings
from components.monitor.settings import MonitorSettings
from components.record.settings import RecordSettings
from components.retirement.settings import RetirementSettings
from components.section import Section, Text, matching
from components.store.settings import StoreSettings
from components.submit_api.base_url import VENDOR_BASE_URL, accept_base_url

Environment = Literal["development", "staging", "production"]
_Sibling = Annotated[
    Text,
    matching(r"[\w.-]+/[\w.-]+/[\w.-]+", "the full name of a stack, organization/project/stack"),
]
_Host = Annotated[
    Text,
    matching(
        r"[A-Za-z0-9._-]+|([0-9A-Fa-f]*:){2,7}[0-9A-Fa-f.]*",
        "a host name alone, such as proxy.example.com, without scheme, port and path",
    ),
    AfterValidator(str.lower),
]
_Settings = TypeVar("_Settings", bound="KeySettings")

KEY_SETTING = "submitKey"
KEY_DESCRIPTION = "The Submit API key, created in Atomyx Vault; refused unless encrypted"
"""The key is no field of a settings object, because those hold plain text."""


class KeySettings(Section):
    """All settings of a `SubmitKey`, except the key itself."""

    key_version: int = Field(default=1, ge=1, le=9999)
    """Version of the key; raise it by one with every new key"""
    base_url: Text = VENDOR_BASE_URL
    """Base URL of the Submit API; https, on the vendor's host or on one of `allowedHosts`"""
    environment: Environment = "production"
    """Environment of the key: `development`, `staging` or `production`"""
    exposed: int = Field(default=0, ge=0, le=9999)
    """Version of a former key that was exposed, 0 for none; updates fail until it is proved dead"""
    allowed_hosts: tuple[_Host, ...] = Field(default=(), examples=[("proxy.example.com",)])
    """Host names, besides the vendor's, that the key may be sent to"""
    store: StoreSettings
    access: AccessSettings = AccessSettings()
    github: GithubSettings = GithubSettings()
    adopt: AdoptSettings = AdoptSettings()
    retirement: RetirementSettings = RetirementSettings()
    record: RecordSettings = RecordSettings()
    monitor: MonitorSettings = MonitorSettings()

    @property
    def is_store_protected(self) -> bool:
        """Whether the engine must refuse to delete the secret."""
        return self._in_production_or(self.store.protect)

    @property
    def is_protected(self) -> bool:
        """Whether a destroy must stop while a key still works."""
        return self._in_production_or(self.retirement.protect)

    def _in_production_or(self, chosen: bool | None) -> bool:
        return self.environment == "production" if chosen is None else chosen


class StackSettings(KeySettings):
    """The configuration of a stack: the settings of its key, and its sibling stacks."""

    siblings: tuple[_Sibling, ...] = Field(
        default=(), examples=[("organization/submit-key/staging",)]
    )
    """Other environments' stacks (`organization/project/stack`), whose keys are refused here"""

    def of_the_key(self) -> dict[str, Any]:
        """The settings of the key, as `SubmitKeyArgs` takes them."""
        return {name: getattr(self, name) for name in KeySettings.model_fields}


def accepted(settings: _Settings, region: str | None) -> _Settings:
    """Check that the settings fit together, and return them with a normalised base URL.

    `region` is the AWS region of the stack, or None if unknown.

    Raises:
        Refusal: the key would be sent to a host not allowed, or settings contradict each other.
    """
    base_url = accept_base_url(settings.base_url, settings.allowed_hosts)
    refuse_misplaced(settings.store, settings.access, region)
    return settings.model_copy(update={"base_url": base_url})
