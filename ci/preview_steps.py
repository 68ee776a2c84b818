"""Pure: what the engine says of each resource in its JSON, by the names that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Document = Mapping[str, Any]
LEDGER, RETIREMENT = "ledger", "retirement"


def step_of(steps: Iterable[Document], name: str) -> Document:
    """The step of one resource; empty where there is none."""
    return next((step for step in steps if name_of(step) == name), {})


def inputs_of(step: Document, state: str) -> Document:
    """The inputs before (`oldState`) or after (`newState`) a step."""
    return (step.get(state) or {}).get("inputs") or {}


def outputs_of(step: Document, state: str) -> Document:
    """The outputs before (`oldState`) or after (`newState`) a step."""
    return (step.get(state) or {}).get("outputs") or {}


def name_of(step: Document) -> str:
    """The resource's name in the program."""
    return str(step["urn"]).rsplit("::", 1)[1]


def type_of(step: Document) -> str:
    """The resource's type, without those of its parents."""
    return str(step["urn"]).split("::")[-2].rsplit("$", 1)[-1]


def faults_of(document: Document) -> list[str]:
    """The errors, without the engine's own words."""
    said = [each for each in document.get("diagnostics") or [] if each.get("severity") == "error"]
    texts = [" ".join(str(each.get("message", "")).split()) for each in said]
    return [re.sub(r"^error: (\S+ resource '[^']+' has a problem: )?", "", text) for text in texts]
