"""`KeyLedger`: remembers every declared key, from before the key is used anywhere.

Do not rename this module or its classes: stored state refers to them by name, and a rename breaks
`refresh` and `destroy` of every existing stack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.dynamic import CheckResult, CreateResult, DiffResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource, failure, is_known
from components.key.facts import now, whole
from components.key.material import refuse_key
from components.key.versions import (
    Declared,
    Tried,
    dated,
    refuse_exposed,
    refuse_shared,
    refuse_version,
    write_down,
)
from components.refusal import Refusal

_DECLARED = ("keyVersion", "fingerprint")


class KeyLedgerProvider(DynamicProvider):
    """Adds the declared key to those declared before. Makes no network call.

    The engine gives `check` the inputs that `check` returned last time, so the list of keys is kept
    in the inputs. `check` runs before any resource changes, so it is where a mistake is refused.
    It reads no clock: an update that follows a saved plan must get the same inputs again.
    """

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse a mistaken declaration; otherwise append the declared key to the list."""
        before = _declared(_olds)
        version, fingerprint = whole(news["keyVersion"]), news["fingerprint"]
        after = write_down(before, Declared(version=version, fingerprint=fingerprint))
        proved = _proved_by_now(_olds.get("proved"), news.get("proved"))
        try:
            refuse_key(news["keys"][fingerprint])
            refuse_version(before, version, fingerprint, proved)
            refuse_shared(fingerprint, news.get("siblings") or {})
            refuse_exposed(after, version, whole(news.get("exposed")))
        except Refusal as refusal:
            return CheckResult(news, [failure(refusal)])
        # Not under the name of the output `tried`: in a preview the engine would take it for that.
        news["declared"] = [one.kept() for one in after]
        news["keys"] = {**(_olds.get("keys") or {}), **news["keys"]}
        news["proved"] = proved
        news["generation"] = whole(_olds.get("generation") or 0) + _is_another(_olds, news)
        return CheckResult(news, [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Only a new key or version is a change."""
        return DiffResult(changes=_is_another(_olds, _news))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Store the list of keys."""
        return CreateResult("ledger", _memory(props, []))

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Store the list of keys."""
        return UpdateResult(_memory(_news, tried(_olds["tried"])))


def _is_another(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    return any(olds.get(name) != news[name] for name in _DECLARED)


def _proved_by_now(before: Sequence[str] | None, now: Any) -> Sequence[str] | None:
    """The keys proved so far. Where a failed update left no outputs, those known before it."""
    if now is None or not is_known(now):
        return before
    return sorted({*(before or ()), *now})


def _memory(props: Mapping[str, Any], before: Sequence[Tried]) -> dict[str, Any]:
    seen = dated(_declared(props), before, now())
    kept = {name: props[name] for name in (*_DECLARED, "generation", "keys")}
    return kept | {"tried": [key.kept() for key in seen]}


def _declared(inputs: Mapping[str, Any]) -> list[Declared]:
    """The keys of the inputs. Version 0.1.0 kept them as `tried`, each with a time."""
    records = inputs.get("declared") or inputs.get("tried") or []
    return [Declared(version=one["version"], fingerprint=one["fingerprint"]) for one in records]


def tried(records: Sequence[Mapping[str, Any]]) -> list[Tried]:
    """The declared keys, read from the state."""
    return [Tried.model_validate(record) for record in records]


def remembered(olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """What another resource stored of the ledger, `tried` and `keys`, and what the ledger has now.

    A ledger that was made anew (`up --replace`, `state taint`) has forgotten all former keys.
    """
    known = {one["fingerprint"] for one in news["tried"]}
    forgotten = [one for one in olds.get("tried") or [] if one["fingerprint"] not in known]
    return {
        "tried": [*forgotten, *news["tried"]],
        "keys": {**(olds.get("keys") or {}), **news["keys"]},
    }


def proved_in(
    history: pulumi.Output[Sequence[Mapping[str, Any]]] | None,
) -> pulumi.Output[Sequence[str] | None] | None:
    """The fingerprints of the keys that were ever proved, from an output `history`."""
    return None if history is None else history.apply(_proved)


def _proved(history: Sequence[Mapping[str, Any]] | None) -> Sequence[str] | None:
    if history is None:
        return None
    return [life["fingerprint"] for life in history if life.get("provedAt")]


@dataclass(frozen=True, kw_only=True)
class KeyLedgerArgs:
    """What a `KeyLedger` needs."""

    key: pulumi.Output[str] = field(repr=False)
    """The declared key; secret."""
    key_version: int
    fingerprint: pulumi.Output[str]
    exposed: int | None = None
    """The version of a key that was exposed."""
    siblings: Mapping[str, pulumi.Input[Sequence[str]]] = field(default_factory=dict)
    """For each sibling stack, the fingerprints of its keys."""
    proved: pulumi.Output[Sequence[str] | None] | None = None
    """The fingerprints of the keys that earlier updates proved, from their outputs; None where
    the program does not know them."""


class KeyLedger(DynamicResource, module="submit", name="KeyLedger"):
    """Every key ever declared, the latest last. It is the first resource of an update.

    Nothing else holds a key before the ledger lists it. So no key is forgotten, even if a rotation
    is killed half-way and another one follows.
    """

    generation: pulumi.Output[int]
    """How often the declared key or version changed; a rollback counts."""
    tried: pulumi.Output[list[dict[str, Any]]]
    """Version, fingerprint and first time of each key."""
    keys: pulumi.Output[dict[str, str]]
    """The keys by fingerprint; secret."""

    def __init__(
        self, name: str, args: KeyLedgerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        both = pulumi.Output.all(args.fingerprint, args.key)
        props = {
            "keyVersion": args.key_version,
            "fingerprint": args.fingerprint,
            "exposed": args.exposed,
            "siblings": dict(args.siblings),
            "proved": args.proved,
            "keys": both.apply(lambda both: {both[0]: both[1]}),
            "generation": None,
            "tried": None,
        }
        secret = pulumi.ResourceOptions(additional_secret_outputs=["keys"])
        opts = pulumi.ResourceOptions.merge(opts, secret)
        super().__init__(KeyLedgerProvider(), name, props, opts)
