"""Rules of a rotation: which key versions may be declared next. No pulumi here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from components.key.facts import Fact, Fingerprint, Time, Whole
from components.refusal import Refusal


class Declared(Fact):
    """A version and the key that the settings declare for it."""

    version: Whole
    fingerprint: Fingerprint


class Tried(Declared):
    """What the ledger stores about one declared key."""

    first_seen: Time


def key_name(version: int, fingerprint: str) -> str:
    """How messages name a key."""
    return f"version {version} (fingerprint {fingerprint})"


TEST_REQUEST = "TEST-KEY-ROTATION"
"""How the reference of a test request begins."""
_QUESTION = "TEST-KEY-RETIREMENT"


def external_id(stack: str, key_version: int, fingerprint: str) -> str:
    """The reference of the only test job of a key version.

    Source: the vendor's page "API integration issues": production requests create real jobs, so a
    test uses a clearly identifiable reference and no customer data.
    """
    return f"{TEST_REQUEST}-{stack}-V{key_version}-{fingerprint}"


def retirement_id(stack: str, key_version: int, fingerprint: str) -> str:
    """The reference of the jobs that a question about a former key may make."""
    return f"{_QUESTION}-{stack}-V{key_version}-{fingerprint}"


def refuse_version(
    tried: Sequence[Declared], version: int, fingerprint: str, proved: Collection[str] | None = None
) -> None:
    """Refuse a version that does not fit its key. `tried` ends with the key declared last.

    A higher version needs a new key. A lower version is a rollback and needs the key that had it.
    Another key under the same version passes: a candidate may be corrected until it is proved; from
    then on `KeyProof` refuses it. `proved` has the fingerprints of the keys that were ever proved;
    None if nothing is known of that.

    Raises:
        Refusal: version and key do not fit the earlier declarations.
    """
    versions = {key.fingerprint: key.version for key in tried}
    known = versions.pop(fingerprint, None)
    if not tried or known == version:
        return
    if known is not None and not _is_taken(known, versions, proved):
        raise Refusal(*_same_key(known, version))
    if version < tried[-1].version:
        raise Refusal(*_lowered(tried[-1].version, version))
    if version != tried[-1].version and version in versions.values():
        raise Refusal(*_used(version, max(versions.values()) + 1))


def _is_taken(version: int, others: Mapping[str, int], proved: Collection[str] | None) -> bool:
    """Whether the version belongs to another key, so that this one needs a version of its own.

    It belongs to the key that was proved under it; a refused one was only corrected.
    """
    holders = [mark for mark, of in others.items() if of == version]
    return any(proved is None or mark in proved for mark in holders)


def _same_key(known: int, version: int) -> tuple[str, str, str]:
    return (
        "keyVersion",
        f"is {version}, but the key is still that of version {known}",
        "set a key that was never declared here (pulumi config set --secret submitKey) or set"
        f" keyVersion back to {known}",
    )


def _lowered(last: int, version: int) -> tuple[str, str, str]:
    return (
        "keyVersion",
        f"was lowered from {last} to {version}, but the key never had version {version}",
        f"to rotate, raise it to {last + 1}; to roll back, set the key of version {version} too",
    )


def _used(version: int, unused: int) -> tuple[str, str, str]:
    return (
        "keyVersion",
        f"is {version}, which was the version of another key",
        f"raise it to {unused}: pulumi config set keyVersion {unused}",
    )


def refuse_exposed(tried: Sequence[Declared], version: int, exposed: int | None) -> None:
    """Refuse `exposed` if it names the version in use or an unknown one.

    Raises:
        Refusal: the exposed version is the declared one, or was never declared.
    """
    if exposed is None:
        return
    if exposed == version:
        raise Refusal(
            "exposed",
            f"is {exposed}, the version in use",
            f"create a new key in Atomyx Vault, set it, and raise keyVersion to {version + 1}",
        )
    if all(key.version != exposed for key in tried):
        known = ", ".join(str(key) for key in sorted({key.version for key in tried}))
        raise Refusal(
            "exposed",
            f"is {exposed}, which was never declared",
            f"known are: {known}; a key never set here only has to be revoked in Atomyx Vault",
        )


def refuse_shared(fingerprint: str, siblings: Mapping[str, Collection[str]]) -> None:
    """Refuse a key that another environment uses. `siblings` has the fingerprints by stack.

    Source: the vendor's page "API keys": separate keys for development, staging, production.

    Raises:
        Refusal: a sibling stack declared the key.
    """
    for stack, fingerprints in siblings.items():
        if fingerprint in fingerprints:
            raise Refusal(
                "submitKey",
                f"is a key of stack {stack}",
                "each environment needs its own key: create one in Atomyx Vault and set it",
            )


def write_down(tried: Sequence[Declared], key: Declared) -> list[Declared]:
    """Return the list with this key last, under its present version.

    Each fingerprint is listed once. Listed under two versions, a key in use could also appear as
    one to revoke.
    """
    return [*(old for old in tried if old.fingerprint != key.fingerprint), key]


def dated(declared: Sequence[Declared], before: Sequence[Tried], now: str) -> list[Tried]:
    """The declared keys with the time when each was seen first; `now` for a new one."""
    seen = {key.fingerprint: key.first_seen for key in before}
    return [
        Tried(
            version=key.version,
            fingerprint=key.fingerprint,
            first_seen=seen.get(key.fingerprint, now),
        )
        for key in declared
    ]
