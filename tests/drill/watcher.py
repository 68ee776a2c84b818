"""A consumer that knows whether each key it gets should work."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from components.submit_api.answer import Verdict
from sandbox.consumer import Consumer
from sandbox.process import Addresses
from tests.drill.truth import Key, Truth

CACHE_SECONDS = 1.0
_BETWEEN_CALLS_SECONDS = 0.05


class Watcher(Consumer):
    """Calls as a consumer does, but looks into the Vault while a fault of the Submit API is set.

    So a fault never hides a dead key from it, and it never uses up a fault meant for the product.
    """

    def __init__(self, addresses: Addresses, truth: Truth) -> None:
        super().__init__(addresses, cache_seconds=CACHE_SECONDS)
        self._services = truth
        self.wrongs: list[str] = []
        """Failed authentications that the operator did not cause."""

    def _run(self) -> None:
        while not self._stopping.wait(_BETWEEN_CALLS_SECONDS):
            if self._services.bootstrapped:
                self._call()
            else:
                self._read_at = float("-inf")

    def _call(self) -> None:
        try:
            text = self._current_key()
        except (ClientError, BotoCoreError):
            self._read_at = float("-inf")  # reads again before the next call
            self._services.counts["unreadable"] += 1
            return
        known = self._known(text)
        if known is not None:
            known.given_at = self._read_at
        verdict = self._verdict(text)
        self.verdicts[verdict] += 1
        if verdict is Verdict.REFUSED and self._services.bootstrapped:
            self._refused(text)

    def _verdict(self, text: str) -> Verdict:
        with self._services.calm:
            if not self._services.faulty:
                return self._order(text)
        known = self._known(text)
        return Verdict.ACCEPTED if known and known.works else Verdict.REFUSED

    def _known(self, text: str) -> Key | None:
        return next((key for key in list(self._services.keys.values()) if key.text == text), None)

    def _refused(self, text: str) -> None:
        known = self._known(text)
        if known is not None and known.forced:
            self._services.counts["forced"] += 1
            return
        name = "a text that is no key" if known is None else f"v{known.version} {known.fingerprint}"
        self.wrongs.append(f"the consumer was refused with {name}")
