"""The promises that must hold after every move, whatever went wrong in it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import requests

from tests.drill.claims import Claims
from tests.drill.truth import Key, Truth
from tests.drill.watcher import Watcher
from tests.engine.person import REPOSITORIES, Person
from tests.support.github_service import sha256
from tests.support.key_shapes import shapes

DRAIN_SECONDS = 2
_DEAD = ("revoked", "rejected")


def broken(person: Person, truth: Truth, watcher: Watcher, claims: Claims) -> list[str]:
    """Each broken promise, in words that contain no key."""
    return [
        *watcher.wrongs,
        *_asked_for_too_soon(truth, claims),
        *_dead_while_alive(truth, claims),
        *_proved_while_dead(person, truth, claims),
        *_jobs(person, truth, claims),
        *_forgotten(person, truth, claims),
        *_useless_in_ci(person, truth),
    ]


def _name(key: Key) -> str:
    return f"v{key.version} {key.fingerprint}"


def _asked_for_too_soon(truth: Truth, claims: Claims) -> Iterator[str]:
    """Keys that `nextStep` asks to revoke too soon; checked only after a command that succeeded."""
    for mark, state in claims.states.items():
        age = time.monotonic() - truth.keys[mark].given_at
        if truth.settled and state == "awaiting revocation" and age < DRAIN_SECONDS:
            yield f"{_name(truth.keys[mark])} is to be revoked now, given out {age:.1f} s ago"


def _dead_while_alive(truth: Truth, claims: Claims) -> Iterator[str]:
    for mark, state in claims.states.items():
        if state in _DEAD and truth.keys[mark].works:
            yield f"{_name(truth.keys[mark])} is called {state}, and the Vault accepts it"


def _proved_while_dead(person: Person, truth: Truth, claims: Claims) -> Iterator[str]:
    made = {(job["externalId"], job["keyId"]) for job in _all_jobs(person)}
    for mark, reference in claims.proofs.values():
        if (reference, truth.keys[mark].vault_id) not in made:
            yield f"{_name(truth.keys[mark])} is called proved, and made no job as {reference}"


def _jobs(person: Person, truth: Truth, claims: Claims) -> Iterator[str]:
    made = Counter(job["externalId"] for job in _all_jobs(person))
    for reference, count in made.items():
        allowed = truth.may_make(reference)
        if count > allowed and not reference.startswith("ORDER-"):
            yield f"{count} jobs as {reference}, {allowed} allowed"


def _all_jobs(person: Person) -> list[dict[str, str]]:
    url = f"{person.session.addresses().submit_url}/vault/jobs"
    jobs: list[dict[str, str]] = requests.get(url, timeout=10).json()
    return jobs


def accepted(person: Person, truth: Truth) -> set[str]:
    """The fingerprints of all keys that the Submit API accepted since the stack was created."""
    asked = person.asked()[truth.since :]
    ids = {request["keyId"] for request in asked if request["status"] in (201, 422)}
    keys = [truth.by_vault_id(each) for each in ids]
    return {key.fingerprint for key in keys if key is not None}


def _forgotten(person: Person, truth: Truth, claims: Claims) -> Iterator[str]:
    if not truth.bootstrapped:
        return
    for mark in accepted(person, truth):
        key = truth.keys[mark]
        is_kept = claims.remembered.get(mark) == key.text
        if not is_kept and not (claims.states.get(mark) in _DEAD and not key.works):
            yield f"{_name(key)} was accepted and is not in the ledger"


def _useless_in_ci(person: Person, truth: Truth) -> Iterator[str]:
    if not truth.bootstrapped:
        return
    good = {sha256(key.text) for key in truth.keys.values() if key.works or key.forced}
    for repository in REPOSITORIES:
        if person.ci_digest(repository) not in good:
            yield f"the CI secret of {repository} is no living key"


def not_everybody_holds(person: Person, key: Key) -> list[str]:
    """The places that hold another key than this one."""
    wrong = [] if person.stored() == key.text else ["the store"]
    return wrong + [name for name in REPOSITORIES if person.ci_digest(name) != sha256(key.text)]


class Search:
    """Searches for keys in plain text in the files that changed since the last search."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[Path, tuple[int, int]] = {}

    def holders(self, truth: Truth) -> list[str]:
        """The files that contain a key."""
        wanted = [shape for key in truth.keys.values() for shape in shapes(key.text)]
        found = []
        for path in self._folder.rglob("*"):
            if ".venv" in path.parts or not path.is_file() or not self._is_new(path):
                continue
            content = path.read_bytes()
            if any(shape in content for shape in wanted):
                found.append(f"a key is in clear in {path.relative_to(self._folder)}")
        return found

    def _is_new(self, path: Path) -> bool:
        stat = path.stat()
        mark = (stat.st_mtime_ns, stat.st_size)
        is_new = self._seen.get(path) != mark
        self._seen[path] = mark
        return is_new
