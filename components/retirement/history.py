"""`KeyRetirement`: follows every former key until it is proved dead.

Do not rename this module or its classes: stored state refers to them by name, and a rename breaks
`refresh` and `destroy` of every existing stack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import pulumi
from pulumi.dynamic import CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult

from components.dynamic_provider import DynamicProvider, DynamicResource, is_known
from components.key.facts import whole
from components.key.inquiry import Unproved
from components.key.ledger import KeyLedger, remembered, tried
from components.key.witness import Witness
from components.retirement.lifecycle import (
    SETTLED,
    Life,
    breach,
    cut_over,
    next_step,
    open_lives,
    replace_current,
    unconfirmed,
)
from components.retirement.memory import lives, patience, terms
from components.retirement.revocation import Seen, ask_about, look_again
from components.retirement.settings import RetirementSettings
from components.submit_api.answer import Verdict
from components.submit_api.client import SubmitApi

_SETTINGS = ("baseUrl", "generation", "drainSeconds", "deadlineSeconds", "exposed", "testJobs")

_WORKS = {"currentKey": "works"}
_REFUSED = {"currentKey": "refused"}


class KeyRetirementProvider(DynamicProvider):
    """Asks the Submit API about each former key until it is proved dead."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Count the questions about each open key, so that a preview shows why it asks again."""
        before = _olds.get("openKeys") or {}
        if is_known(news.get("openKeys")):
            asked = news.get("openKeys") or []
            news["openKeys"] = {name: whole(before.get(name, 0)) + 1 for name in asked}
        return CheckResult(news, [])

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Every update is a change while a key is not settled, so each one asks again."""
        is_settled = all(life.state in SETTLED for life in lives(_olds))
        is_confirmed = not unconfirmed(lives(_olds), datetime.now(timezone.utc))
        is_same = all(_olds.get(name) == _news.get(name) for name in _SETTINGS)
        works = _olds["currentKey"] == "works"
        return DiffResult(changes=not (is_settled and is_confirmed and is_same and works))

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Start the history. `KeyProof` has just proved the current key."""
        return CreateResult("retirement", _retire([], props) | _WORKS)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Add the cutover to the history and ask about every former key."""
        was_proved_now = _olds["generation"] != _news["generation"]
        current = _WORKS if was_proved_now else _still(_olds)
        news = _news | {"keys": remembered(_olds, _news)["keys"]}
        return UpdateResult(_retire(lives(_olds), news) | current)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Report a current key that is refused now, and a dead key that works again."""
        seen = _look_again(props)
        drift = _said(seen.history, None) if seen.history != lives(props) else {}
        if seen.current is Verdict.REFUSED:
            drift |= _REFUSED | {"nextStep": replace_current(seen.history[-1])}
        return ReadResult(id_, props | drift)


def _retire(before: Sequence[Life], props: dict[str, Any]) -> dict[str, Any]:
    now = datetime.now(timezone.utc)
    history = cut_over(before, tried(props["tried"]), props["provedAt"], now, patience(props))
    versions = {props["keys"][life.fingerprint]: life.version for life in history}
    witness = Witness(SubmitApi(base_url=props["baseUrl"]), versions)
    asked = ask_about(witness, history, props["keys"], now, terms(props))
    wrong = breach(asked.history, whole(props.get("exposed")), now)
    if wrong and asked.doubt:
        wrong = f"{wrong}; at present {asked.doubt}"
    return {
        **{name: props.get(name) for name in (*_SETTINGS, "stack", "provedAt", "tried", "keys")},
        **_said(asked.history, wrong or asked.doubt),
        "breach": wrong or "",
        "answers": witness.answers,
        "order": asked.order or "",
    }


def _still(props: dict[str, Any]) -> dict[str, str]:
    """Ask again about a current key that a refresh found refused; otherwise ask nothing.

    Raises:
        Unproved: the key is still refused.
    """
    if props["currentKey"] == "works":
        return _WORKS
    current = _look_again(props).current
    if current is Verdict.REFUSED:
        raise Unproved(replace_current(lives(props)[-1]))
    return _WORKS if current is Verdict.ACCEPTED else _REFUSED


def _look_again(props: dict[str, Any]) -> Seen:
    api = SubmitApi(base_url=props["baseUrl"])
    return look_again(api, lives(props), props["keys"], terms(props))


def _said(history: Sequence[Life], first: str | None) -> dict[str, Any]:
    """The outputs `history` and `nextStep`. While a key is open, a problem `first` is the step."""
    step = first if first and open_lives(history) else next_step(history)
    return {"history": [life.kept() for life in history], "nextStep": step}


def _open_names(history: Sequence[Mapping[str, Any]] | None) -> list[str]:
    return [life.name for life in open_lives([Life.model_validate(one) for one in history or []])]


@dataclass(frozen=True, kw_only=True)
class KeyRetirementArgs:
    """What a `KeyRetirement` needs."""

    ledger: KeyLedger
    proved_at: pulumi.Output[str]
    """When `KeyProof` proved the current key."""
    base_url: str
    settings: RetirementSettings
    exposed: int | None = None
    """The version of a key that must be dead at once."""
    last_history: pulumi.Output[Sequence[Mapping[str, Any]]] | None = None
    """The history after the last update, as its program's outputs have it: a preview shows from it
    which keys are asked about."""


class KeyRetirement(DynamicResource, module="submit", name="KeyRetirement"):
    """The history of every key, from cutover until it is proved dead."""

    history: pulumi.Output[list[dict[str, Any]]]
    """For each key: version, fingerprint, state and times."""
    next_step: pulumi.Output[str]
    """The one thing to do next, or "nothing"."""
    breach: pulumi.Output[str]
    """Why the update must fail at its end: an exposed or overdue key; else empty."""
    answers: pulumi.Output[list[dict[str, Any]]]
    """The questions and answers of the last update, by status."""
    order: pulumi.Output[str]
    """What the Submit API checks first, "key first" or "body first"; empty if nobody was asked."""

    def __init__(
        self, name: str, args: KeyRetirementArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        props = {
            "baseUrl": args.base_url,
            "generation": args.ledger.generation,
            "provedAt": args.proved_at,
            "drainSeconds": args.settings.drain_seconds,
            "deadlineSeconds": args.settings.deadline_seconds,
            "exposed": args.exposed,
            "testJobs": args.settings.test_jobs,
            "stack": pulumi.get_stack(),
            "openKeys": pulumi.Output.from_input(args.last_history or []).apply(_open_names),
            "tried": args.ledger.tried,
            "keys": args.ledger.keys,
            "history": None,
            "next_step": None,
            "breach": None,
            "currentKey": None,
            "answers": None,
            "order": None,
        }
        secret = pulumi.ResourceOptions(additional_secret_outputs=["keys"])
        opts = pulumi.ResourceOptions.merge(opts, secret)
        super().__init__(KeyRetirementProvider(), name, props, opts)
