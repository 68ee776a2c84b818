"""An application that calls the Submit API without pause, as a vendor's customer does."""

from __future__ import annotations

import threading
import time
from collections import Counter
from itertools import count
from types import TracebackType

import boto3

from components.submit_api.answer import Verdict
from components.submit_api.client import SubmitApi
from sandbox.process import Addresses
from sandbox.stack import REGION

SECRET = "submit-key/local"  # noqa: S105 - the name of the secret, not its value
_BETWEEN_CALLS_SECONDS = 0.02


class Consumer:
    """Reads the key at AWSCURRENT, caches it, and calls the Submit API with it.

    Like AWS's caching clients (an hour by default; seconds here), it uses a former key until its
    cache expires.
    """

    def __init__(self, addresses: Addresses, *, cache_seconds: float) -> None:
        self._api = SubmitApi(base_url=addresses.base_url)
        self._store = boto3.client(
            "secretsmanager",
            endpoint_url=addresses.aws_url,
            region_name=REGION,
            aws_access_key_id="consumer",
            aws_secret_access_key="consumer",  # noqa: S106 - the sandbox takes any
        )
        self._cache_seconds = cache_seconds
        self._numbers = count(1)
        self._key = ""
        self._read_at = float("-inf")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.verdicts: Counter[Verdict] = Counter()
        """The answers of the Submit API so far, counted."""

    def __enter__(self) -> Consumer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(_BETWEEN_CALLS_SECONDS):
            self.verdicts[self._order(self._current_key())] += 1

    def _order(self, key: str) -> Verdict:
        """Ask for a job as an integration does: a complete body tells the key's state surely."""
        return self._api.submit_test_job(key, f"ORDER-{next(self._numbers)}").verdict

    def _current_key(self) -> str:
        if time.monotonic() - self._read_at > self._cache_seconds:
            self._key = self._store.get_secret_value(SecretId=SECRET)["SecretString"]
            self._read_at = time.monotonic()
        return self._key
