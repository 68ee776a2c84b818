"""A Submit API for tests of the resources that ask it: the keys that work there are said."""

from __future__ import annotations

from types import ModuleType

import pytest

from components.submit_api.client import Answer, Verdict


class Api:
    """Answers at once: a key works or is refused."""

    alive: frozenset[str] = frozenset()

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def ask(self, key: str) -> Answer:
        """A question that makes no job."""
        verdict = Verdict.ACCEPTED if key in self.alive else Verdict.REFUSED
        return Answer(verdict=verdict, seen="status S")


def stand_in(monkeypatch: pytest.MonkeyPatch, module: ModuleType, *keys: str) -> None:
    """Let a module ask this API, without pauses."""
    monkeypatch.setattr(module, "SubmitApi", Api)
    monkeypatch.setattr("components.key.evidence.PAUSE_SECONDS", 0.0)
    alive(monkeypatch, *keys)


def alive(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    """Say which keys work from now on."""
    monkeypatch.setattr(Api, "alive", frozenset(keys))
