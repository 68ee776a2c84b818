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
_OURS = re.compile(r"github\.[A-Za-z0-9.]+: ")
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
    texts = _said(document, "error")
    return [re.sub(r"^error: (\S+ resource '[^']+' has a problem: )?", "", text) for text in texts]


def warnings_of(document: Document) -> list[str]:
    """Our own warnings, each of which begins with a setting; a provider's do not."""
    texts = [text.removeprefix("warning: ") for text in _said(document, "warning")]
    return [text for text in dict.fromkeys(texts) if _OURS.match(text)]


def _said(document: Document, severity: str) -> list[str]:
    every = document.get("diagnostics") or []
    said = [str(each.get("message", "")) for each in every if each.get("severity") == severity]
    return [" ".join(text.split()) for text in said]
