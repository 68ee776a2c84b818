"""A Submit API of which any one answer can be another; three keys known by a letter."""

from __future__ import annotations

from typing import Any

from components.submit_api.answer import Answer, Verdict
from tests.support.marks import mark
from tests.support.submit_double import JOB

TEXTS = {"a": "old-" + "key-1234", "b": "other-" + "key-123", "z": "current-" + "key-1"}
DEAD_SITTING = ["made-up", "a", "z", "a", "a", "z"]
"""Who is asked about, in the order of one sitting that proves `a` dead beside `z`."""
KEYS = {mark(name): text for name, text in TEXTS.items()}


class Api:
    """Knows which keys work; gives another answer to the question with a given number."""

    def __init__(self, alive: str = "z", *, is_body_first: bool = False, **otherwise: Any) -> None:
        self._alive = {TEXTS[name] for name in alive}
        self._is_body_first = is_body_first
        self._otherwise = otherwise
        self.asked: list[str] = []
        self.jobs: list[str] = []

    def ask(self, key: str) -> Answer:
        if self._is_body_first:
            return Answer(verdict=Verdict.ACCEPTED, seen="status 422")
        return self._answer(key)

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        is_ours = key in TEXTS.values()
        assert self._is_body_first or not is_ours, "a question about a key must not make a job"
        answer = self._answer(key)
        if answer.verdict is Verdict.ACCEPTED:
            self.jobs.append(external_id)
            return JOB
        return answer

    def _answer(self, key: str) -> Answer:
        names = {text: name for name, text in TEXTS.items()}
        self.asked.append(names.get(key, "made-up"))
        verdict = Verdict.ACCEPTED if key in self._alive else Verdict.REFUSED
        verdict = self._otherwise.get(f"at_{len(self.asked) - 1}", verdict)
        if isinstance(verdict, str):
            return Answer(verdict=Verdict.REFUSED, seen=verdict)
        return Answer(verdict=self._otherwise.get("always", verdict), seen="status 401")
