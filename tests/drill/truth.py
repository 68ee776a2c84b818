"""What the Vault and the operator did: the truth that the product's claims are held against."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from components.key.material import fingerprint
from components.key.versions import external_id
from sandbox.stack import STACK


@dataclass(kw_only=True)
class Key:
    """One key and what became of it."""

    text: str = field(repr=False)
    fingerprint: str
    version: int
    """Under which it was declared last."""
    vault_id: str | None
    """None: a person's mistake, never issued by the Vault."""
    revoked: bool = False
    forced: bool = False
    """Revoked against the product's word: its refusals are the operator's doing."""

    given_at: float = float("-inf")
    """When the store last gave it to a consumer, on the monotonic clock."""

    @property
    def works(self) -> bool:
        """Whether the Vault accepts it."""
        return self.vault_id is not None and not self.revoked

    @property
    def reference(self) -> str:
        """The `externalId` of its one job."""
        return external_id(STACK, self.version, self.fingerprint)


@dataclass(kw_only=True)
class Truth:
    """The keys in the order in which they were made, and what is declared now."""

    keys: dict[str, Key] = field(default_factory=dict)
    """By fingerprint."""
    declared: Key
    exposed: int | None = None
    settled: bool = True
    """Whether the last command that was run succeeded: then people may go by its outputs."""
    bootstrapped: bool = True
    """Whether consumers may count on the store: between destroy and bootstrap they may not."""
    since: int = 0
    """How many of the Submit API's requests came before the stack was last destroyed."""
    jobs_allowed: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    calm: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Held by a consumer while it asks, and to arm a fault: it never takes one meant for us."""
    faulty: bool = False

    @classmethod
    def of(cls, text: str, vault_id: str) -> Truth:
        """The truth after the bootstrap with a first key."""
        key = Key(text=text, fingerprint=fingerprint(text), version=1, vault_id=vault_id)
        truth = cls(keys={key.fingerprint: key}, declared=key)
        truth.jobs_allowed[key.reference] = 1
        return truth

    def add(self, text: str, version: int, vault_id: str | None) -> Key:
        """Remember a key that was made."""
        key = Key(text=text, fingerprint=fingerprint(text), version=version, vault_id=vault_id)
        self.keys[key.fingerprint] = key
        return key

    def declare(self, key: Key, version: int) -> None:
        """The operator set this key; a key declared anew may make one more job."""
        key.version = version
        self.declared = key
        self.settled = False
        self.jobs_allowed[key.reference] += 1

    def next_version(self) -> int:
        """A version that no key had."""
        return max(key.version for key in self.keys.values()) + 1

    def former(self) -> list[Key]:
        """The living keys that are not declared and not exposed, the latest first."""
        others = [key for key in self.keys.values() if key.works and key is not self.declared]
        return [key for key in reversed(others) if key.version != self.exposed]

    def shown(self) -> list[Key]:
        """The living keys of the exposed version."""
        return [key for key in self.keys.values() if key.works and key.version == self.exposed]

    def by_vault_id(self, vault_id: str | None) -> Key | None:
        """The key that the Vault knows so."""
        known = {key.vault_id: key for key in self.keys.values() if key.vault_id}
        return known.get(vault_id)
