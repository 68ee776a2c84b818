"""The rotation record: its fields, its hash, and its link to the record before. No pulumi here.

A record lists every key's version, fingerprint, state and times, the questions and answers, and the
places that hold the key. No field can hold a key: every text matches a pattern or is our own
sentence. `docs/record.schema.json` is the committed JSON Schema.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from components.key.facts import Fact, Time, Whole, whole
from components.key.inquiry import Order
from components.retirement.lifecycle import Life
from components.submit_api.answer import SEEN

_SHORT = re.compile(r"\{[^{}]{,200}\}|\[[^\[\]{}]{,200}\]")
"""An object or a list without another one in it."""
KEPT = 100
"""How many records the state keeps; the bucket keeps all, at least until their lock ends."""

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256, 64 hexadecimal digits."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_./:@ ()+=,-]+$")]


class Asked(Fact):
    """One question to the Submit API and the status of its answer."""

    at: Time
    key: Annotated[str, Field(pattern=r"^(a made-up key|version [1-9][0-9]*)$")]
    question: Literal["test request", "question", "question with a complete body"]
    verdict: Literal["accepted", "refused", "unknown"]
    seen: Annotated[str, Field(pattern=SEEN)]


class Holding(Fact):
    """A place where consumers read the key, and the version it holds."""

    store: Name
    version: Whole


class RanBy(Fact):
    """Who or what ran the update, as far as the CI variables say."""

    system: Literal["GitHub Actions", "another CI", "no CI"]
    run: (
        Annotated[
            str,
            Field(
                pattern=r"^https://[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+/actions/runs/[0-9]+$"
            ),
        ]
        | None
    ) = None
    actor: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,39}(\[bot\])?$")] | None = None
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")] | None = None


class Record(Fact):
    """All keys after one update, and who ran it."""

    schema_version: Literal[1] = 1
    sequence: Whole
    previous: Hash | None = None
    """The hash of the record before it; the first has none."""
    at: Time
    stack: Name
    environment: Literal["development", "staging", "production"]
    keys: tuple[Life, ...]
    asked: tuple[Asked, ...]
    """What was asked since the previous record."""
    stores: tuple[Holding, ...]
    ran_by: RanBy
    order: Order | None = None
    """What the Submit API was found to check first."""
    remains: str
    """What a person has to do next, in our own words, or "nothing"."""
    hash: Hash


def sealed(facts: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The document of the record that follows `before`, made from `facts` by JSON name."""
    number, previous = (before[-1]["sequence"], before[-1]["hash"]) if before else (0, None)
    place = {"sequence": number + 1, "previous": previous, "hash": "0" * 64}
    document = Record.model_validate({**facts, **place}).kept()
    return {**document, "hash": digest(document)}


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of a record without its `hash`, as JSON: sorted names, no spaces, ASCII, no nulls.

    The engine drops nulls and turns numbers into floats; neither changes the hash.
    """
    content = {name: value for name, value in document.items() if name != "hash"}
    text = json.dumps(_plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    return [_plain(each) for each in value] if isinstance(value, list) else whole(value)


def not_yet_recorded(
    answers: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """The answers not in an earlier record: `KeyProof` gives the same ones at every update."""
    known = [answer for record in before for answer in record["asked"]]
    return [answer for answer in answers if answer not in known]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a record, draft 2020-12."""
    return Record.model_json_schema(by_alias=True) | {
        "$schema": "https://json-schema.org/draft/2020-12/schema"
    }


def schema_text() -> str:
    """The same as text, with what fits on one line on one line."""
    text = json.dumps(json_schema(), indent=2)
    return _SHORT.sub(lambda found: " ".join(found[0].split()), text) + "\n"
