"""What the Vault and the operator really did, to compare with the product's claims."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from components.key.material import fingerprint
from components.key.versions import external_id
from sandbox.stack import STACK


@dataclass(kw_only=True)
class Key:
    """One key and what happened to it."""

    text: str = field(repr=False)
    fingerprint: str
    version: int
    """The version under which it was declared last."""
    vault_id: str | None
    """Its id in the Vault; None if the Vault never issued it."""
    revoked: bool = False
    forced: bool = False
    """Whether it was revoked against the product's advice; then a refusal is no fault."""

    given_at: float = float("-inf")
    """When the store last gave it to a consumer, on the monotonic clock."""

    @property
    def works(self) -> bool:
        """Whether the Vault still accepts it."""
        return self.vault_id is not None and not self.revoked

    @property
    def reference(self) -> str:
        """The `externalId` of its only test job."""
        return external_id(STACK, self.version, self.fingerprint)


@dataclass(kw_only=True)
class Truth:
    """The keys in order of creation, and the declared one."""

    keys: dict[str, Key] = field(default_factory=dict)
    """All keys, by fingerprint."""
    declared: Key
    exposed: int | None = None
    settled: bool = True
    """Whether the last command succeeded; only then its outputs count."""
    bootstrapped: bool = True
    """Whether the store must work for consumers; not between destroy and bootstrap."""
    since: int = 0
    """How many requests the Submit API got before the last destroy."""
    jobs_allowed: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    calm: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Keeps a consumer from calling while a fault is set, so that it cannot use the fault up."""
    faulty: bool = False
    world: dict[str, Any] = field(default_factory=dict)
    """How this sequence's Submit API works, as the sandbox's `fault` takes it."""

    @classmethod
    def of(cls, text: str, vault_id: str) -> Truth:
        """The truth after a bootstrap with the first key."""
        key = Key(text=text, fingerprint=fingerprint(text), version=1, vault_id=vault_id)
        truth = cls(keys={key.fingerprint: key}, declared=key)
        truth.jobs_allowed[key.reference] = 1
        return truth

    def add(self, text: str, version: int, vault_id: str | None) -> Key:
        """Add a new key."""
        key = Key(text=text, fingerprint=fingerprint(text), version=version, vault_id=vault_id)
        self.keys[key.fingerprint] = key
        return key

    def declare(self, key: Key, version: int) -> None:
        """The operator sets this key. A key declared again may create one more test job."""
        key.version = version
        self.declared = key
        self.settled = False
        self.jobs_allowed[key.reference] += 1

    def may_make(self, reference: str) -> int:
        """How many jobs may have this reference: a test request makes one.

        Where the body is checked first, a question about a former key makes one while it lives and
        two beside its death; an API that accepts every key makes one for a made-up key.
        """
        if reference.startswith("TEST-KEY-CONTROL-"):
            return 1
        if reference.startswith("TEST-KEY-RETIREMENT-"):
            is_needed = self.world.get("order") == "body-first"
            return 2 * self.counts.total() if is_needed else 0
        return self.jobs_allowed[reference]

    def next_version(self) -> int:
        """A version that no key has had."""
        return max(key.version for key in self.keys.values()) + 1

    def former(self) -> list[Key]:
        """The working keys that are neither declared nor exposed, the latest first."""
        others = [key for key in self.keys.values() if key.works and key is not self.declared]
        return [key for key in reversed(others) if key.version != self.exposed]

    def shown(self) -> list[Key]:
        """The working keys of the exposed version."""
        return [key for key in self.keys.values() if key.works and key.version == self.exposed]

    def by_vault_id(self, vault_id: str | None) -> Key | None:
        """The key with this id in the Vault."""
        known = {key.vault_id: key for key in self.keys.values() if key.vault_id}
        return known.get(vault_id)
