"""A Submit API double: the test says which keys work, and which Submit API it is."""

from __future__ import annotations

from types import ModuleType
from typing import ClassVar

import pytest

from components.submit_api.answer import Answer, Verdict

REFUSED = Answer(verdict=Verdict.REFUSED, seen="status 401")
BODY_REFUSED = Answer(verdict=Verdict.ACCEPTED, seen="status 422")
JOB = Answer(verdict=Verdict.ACCEPTED, seen="status 201")


class Api:
    """Accepts the keys that work and refuses all others, at once."""

    alive: ClassVar[frozenset[str]] = frozenset()
    is_body_first: ClassVar[bool] = False
    refusals: ClassVar[dict[str, Answer]] = {}
    """What single keys are answered instead."""
    jobs: ClassVar[list[str]] = []
    """The references of the jobs made."""

    def __init__(self, base_url: str = "") -> None:
        self.base_url = base_url

    def ask(self, key: str) -> Answer:
        """Answer a question that creates no job."""
        return BODY_REFUSED if self.is_body_first or self._works(key) else self._refusal(key)

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        """Make a job, if the key works."""
        if not self._works(key):
            return self._refusal(key)
        self.jobs.append(external_id)
        return JOB

    def _works(self, key: str) -> bool:
        return key in self.alive and key not in self.refusals

    def _refusal(self, key: str) -> Answer:
        return self.refusals.get(key, REFUSED)


def stand_in(monkeypatch: pytest.MonkeyPatch, module: ModuleType, *keys: str) -> None:
    """Make a module use this API, without pauses."""
    monkeypatch.setattr(module, "SubmitApi", Api)
    fresh(monkeypatch, *keys)


def fresh(monkeypatch: pytest.MonkeyPatch, *keys: str) -> Api:
    """An API without jobs that checks the key first; only these keys work."""
    monkeypatch.setattr("components.key.evidence.PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(Api, "jobs", [])
    monkeypatch.setattr(Api, "refusals", {})
    alive(monkeypatch, *keys)
    return Api()


def alive(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    """Set which keys work from now on."""
    monkeypatch.setattr(Api, "alive", frozenset(keys))


def body_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check the body before the key from now on."""
    monkeypatch.setattr(Api, "is_body_first", True)
