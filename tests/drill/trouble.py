"""The faults that can happen while one command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import requests
from hypothesis import strategies as st

from sandbox.session import Session
from tests.drill.truth import Truth

SUBMIT: dict[str, dict[str, Any]] = {
    "503": {"status": 503},
    "503 once": {"status": 503, "times": 1},
    "drop": {"drop": True},
    "drop once": {"drop": True, "times": 1},
    "lost answer": {"drop": True, "after": "work", "times": 1},
    "429": {"status": 429, "headers": {"Retry-After": "1"}, "times": 2},
    "page": {"status": 200, "body": "<html>"},
    "page once": {"status": 201, "body": "<html>", "times": 1},
    "401": {"status": 401},
    "401 once": {"status": 401, "times": 1},
    "late": {"delay": 9, "times": 1},
    "refuse-every-key": {"behaviour": "refuse-every-key"},
    "shape": {"gateway": "shape"},
}
WORLDS: dict[str, dict[str, Any]] = {
    "as in the sandbox": {},
    "body first": {"order": "body-first"},
    "body first, bare": {"order": "body-first", "echo": False, "errors": "empty"},
    "key first, in words": {"echo": False, "errors": "text"},
}
"""The Submit APIs that the vendor's pages leave possible; a sequence has one of them."""
AWS = {
    "PutSecretValue": {"status": 400, "code": "AccessDeniedException"},
    "UpdateSecretVersionStage": {"status": 400, "code": "AccessDeniedException"},
    "GetSecretValue": {"status": 400, "code": "DecryptionFailure"},
    "DescribeSecret": {"status": 500, "times": 2},
}
GITHUB: dict[str, dict[str, Any]] = {
    "PUT 422": {"status": 422, "method": "PUT", "times": 1},
    "PUT 403": {"status": 403, "method": "PUT"},
    "GET 502": {"status": 502, "method": "GET", "times": 1},
    "beta 404": {"status": 404, "path": "beta/actions"},
}
VICTIMS = {
    "cli": "",
    "language host": "sandbox.engine.language_host",
    "aws": "sandbox.providers aws",
    "github": "sandbox.providers github",
    "dynamic": "dynamic_host",
}
"""What to kill, with words of its command line to find it."""


class Trouble(NamedTuple):
    """One fault. `number` is the requests before it; for a kill, tenths of a second."""

    where: str
    what: str = ""
    number: int = 0

    def __repr__(self) -> str:
        """As DRILL_REPLAY takes it."""
        return f"T{tuple(self)!r}" if self.where != "none" else "NONE"


NONE = Trouble("none")
TWICE = Trouble("twice")


def _table(where: str, names: Any, largest: int) -> st.SearchStrategy[Trouble]:
    numbers = st.integers(0, largest)
    return st.builds(Trouble, st.just(where), st.sampled_from(sorted(names)), numbers)


# From the first request on: no client can notice an API that starts this after the control.
_ACCEPTING = st.just(Trouble("submit", "accept-every-key"))
TROUBLES = st.one_of(
    st.just(NONE),
    _table("submit", SUBMIT, 4),
    st.builds(
        Trouble, st.just("kill"), st.sampled_from(["cli", *sorted(VICTIMS)]), st.integers(4, 34)
    ),
    _table("aws", AWS, 1),
    _table("github", GITHUB, 1),
    _ACCEPTING,
    st.just(TWICE),
    st.just(NONE),
)


@contextmanager
def armed(trouble: Trouble, session: Session, truth: Truth) -> Iterator[None]:
    """Sets a fault of one service while a command runs."""
    if trouble.where in ("none", "kill", "twice"):
        yield
        return
    addresses = session.addresses()
    url, document = {
        "submit": (
            f"{addresses.submit_url}/vault/faults",
            SUBMIT.get(trouble.what, {"behaviour": trouble.what}),
        ),
        "aws": (
            f"{addresses.aws_url}/control/faults",
            {"operation": trouble.what, **AWS.get(trouble.what, {})},
        ),
        "github": (f"{addresses.github_url}/control/faults", GITHUB.get(trouble.what, {})),
    }[trouble.where]
    _put(truth, url, {**document, "skip": trouble.number}, faulty=trouble.where == "submit")
    truth.counts["faults"] += 1
    if trouble.what == "lost answer":
        truth.jobs_allowed[truth.declared.reference] += 1
    try:
        yield
    finally:
        _put(truth, url, {}, faulty=False)


def _put(truth: Truth, url: str, document: dict[str, Any], *, faulty: bool) -> None:
    with truth.calm:
        world = truth.world if url.endswith("/vault/faults") else {}
        requests.put(url, json={**world, **document}, timeout=10).raise_for_status()
        truth.faulty = faulty


def live_in(world: str, session: Session, truth: Truth) -> None:
    """From now on this is the Submit API, whatever goes wrong in it."""
    truth.world = WORLDS[world]
    _put(truth, f"{session.addresses().submit_url}/vault/faults", {}, faulty=False)
