"""Pure: reads the steps in the engine's JSON.

A step is known by its resource's type and inputs. Its name is only shown: the program chooses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from components.github.places import kind_of
from components.store.references import CURRENT

Document = Mapping[str, Any]
STORE = "aws:secretsmanager/secret:Secret"
STORE_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"


def step_of(steps: Iterable[Document], type_: str) -> Document:
    """The first step of a resource of this type; empty if there is none."""
    return next((step for step in steps if type_of(step) == type_), {})


def inputs_of(step: Document, state: str) -> Document:
    """The inputs before (`oldState`) or after (`newState`) a step."""
    return (step.get(state) or {}).get("inputs") or {}


def outputs_of(step: Document, state: str) -> Document:
    """The outputs before (`oldState`) or after (`newState`) a step."""
    return (step.get(state) or {}).get("outputs") or {}


def name_of(step: Document) -> str:
    """The resource's name in the program."""
    return _urn(step)[3]


def type_of(step: Document) -> str:
    """The resource's type, without its parents' types."""
    return _urn(step)[2].rsplit("$", 1)[-1]


def _urn(step: Document) -> list[str]:
    # Three cuts: a name may have `::` in it.
    return str(step["urn"]).split("::", 3)


def place_of(step: Document) -> str | None:
    """Where consumers read the key, in words for people; None for a resource they do not read."""
    inputs = inputs_of(step, "newState") or inputs_of(step, "oldState")
    if type_of(step) == STORE_VERSION:
        is_current = CURRENT in (inputs.get("versionStages") or ())
        return f"AWS Secrets Manager, `{CURRENT}`" if is_current else None
    kind = kind_of(type_of(step))
    return kind.place(inputs) if kind else None


def faults_of(document: Document) -> list[str]:
    """The errors, without the words that the engine puts before ours."""
    said = [each for each in document.get("diagnostics") or [] if each.get("severity") == "error"]
    texts = [" ".join(str(each.get("message", "")).split()) for each in said]
    return [re.sub(r"^error: (\S+ resource '[^']+' has a problem: )?", "", text) for text in texts]
