"""Records the answers of the Submit API, never the keys asked with. No pulumi here."""

from __future__ import annotations

from collections.abc import Mapping

from components.key.facts import now
from components.key.inquiry import Oracle
from components.key.versions import TEST_REQUEST
from components.submit_api.answer import Answer, Verdict

MADE_UP = "a made-up key"


class Witness:
    """An `Oracle` that records the status of each answer and names keys by version."""

    def __init__(self, api: Oracle, versions: Mapping[str, int]) -> None:
        """`versions` maps each known key to its version; any other key counts as made up."""
        self._api = api
        self._versions = versions
        self.answers: list[dict[str, str]] = []
        """Each as a `components.record.model.Asked`."""

    def ask(self, key: str) -> Answer:
        """Ask about a key with a body that can never make a job."""
        return self._kept(key, "question", self._api.ask(key))

    def submit_test_job(self, key: str, external_id: str) -> Answer:
        """Ask for a job of this reference."""
        is_test = external_id.startswith(TEST_REQUEST)
        question = "test request" if is_test else "question with a complete body"
        return self._kept(key, question, self._api.submit_test_job(key, external_id))

    def _kept(self, key: str, question: str, answer: Answer) -> Answer:
        version = self._versions.get(key)
        # A made-up key that got past shows the order of the checks; no key was accepted.
        is_order = version is None and question == "question" and answer.verdict is Verdict.ACCEPTED
        verdict = Verdict.UNKNOWN if is_order else answer.verdict
        self.answers.append(
            {
                "at": now(),
                "key": MADE_UP if version is None else f"version {version}",
                "question": question,
                "verdict": verdict.value,
                "seen": answer.seen,
            }
        )
        return answer
