"""A Submit API double: the test says which keys work."""

from __future__ import annotations

from types import ModuleType

import pytest

from components.submit_api.answer import Answer, Verdict


class Api:
    """Accepts the keys that work and refuses all others, at once."""

    alive: frozenset[str] = frozenset()

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def ask(self, key: str) -> Answer:
        """Answer a question that creates no job."""
        verdict = Verdict.ACCEPTED if key in self.alive else Verdict.REFUSED
        return Answer(verdict=verdict, seen="status S")


def stand_in(monkeypatch: pytest.MonkeyPatch, module: ModuleType, *keys: str) -> None:
    """Make a module use this API, without pauses."""
    monkeypatch.setattr(module, "SubmitApi", Api)
    monkeypatch.setattr("components.key.evidence.PAUSE_SECONDS", 0.0)
    alive(monkeypatch, *keys)


def alive(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    """Set which keys work from now on."""
    monkeypatch.setattr(Api, "alive", frozenset(keys))
