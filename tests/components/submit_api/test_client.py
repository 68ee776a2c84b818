"""How the client reads answers of the Submit API, over real sockets on loopback."""

from __future__ import annotations

import json
import re
import socketserver
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from components.submit_api import client
from components.submit_api.answer import SEEN, Answer, Verdict
from components.submit_api.client import SubmitApi
from tests.conftest import KEY

JOB = {"id": "1", "externalId": "TEST-1"}


def http(status: int, body: object = None, kind: str = "application/json", more: str = "") -> bytes:
    """A complete HTTP answer; a body that is not text is sent as JSON."""
    text = body if isinstance(body, str) else json.dumps(body or {})
    head = (
        f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(text.encode())}\r\n"
    )
    return f"{head}{more}Connection: close\r\n\r\n{text}".encode()


@dataclass
class Peer:
    """A server that answers every connection with fixed bytes, in pieces."""

    url: str = ""
    pieces: list[bytes] = field(default_factory=list)
    pause: float = 0
    heard: list[bytes] = field(default_factory=list)
    answers: Iterator[bytes] = field(default_factory=lambda: iter(()))
    """Complete answers to the first connections, before the fixed bytes."""

    def says(self, *pieces: bytes, pause: float = 0) -> SubmitApi:
        self.pieces, self.pause = list(pieces), pause
        return SubmitApi(base_url=self.url, deadline=0.6)


@pytest.fixture
def peer() -> Iterator[Peer]:
    known = Peer()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            known.heard.append(self.request.recv(65536))
            try:
                answer = next(known.answers, None)
                for piece in [answer] if answer else known.pieces:
                    self.request.sendall(piece)
                    time.sleep(known.pause)
            except OSError:
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        known.url = f"http://127.0.0.1:{server.server_address[1]}/api"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield known
        server.shutdown()
        thread.join()


ASKED: list[tuple[str, bytes, Verdict]] = [
    ("a validation error", http(422, {"error": "externalId"}), Verdict.ACCEPTED),
    ("a bad request in JSON", http(400, {"error": "externalId"}), Verdict.ACCEPTED),
    ("401", http(401, {"error": "unauthorized"}), Verdict.REFUSED),
    ("401 as a proxy's page", http(401, "<html>", "text/html"), Verdict.UNKNOWN),
    ("a validation error as a page", http(422, "<html>", "text/html"), Verdict.UNKNOWN),
    ("a validation error that is a list", http(422, [1]), Verdict.ACCEPTED),
    ("a validation error in words", http(422, "no", "text/plain"), Verdict.ACCEPTED),
    ("a bad request without a body", http(400, ""), Verdict.ACCEPTED),
    ("401 in words", http(401, "no", "text/plain"), Verdict.REFUSED),
    ("401 without a body", http(401, ""), Verdict.REFUSED),
    ("401 without end", http(401, "[" * 70_000), Verdict.UNKNOWN),
    ("a job without a reference", http(201, {"id": "1"}), Verdict.UNKNOWN),
    ("200", http(200, {"ok": True}), Verdict.UNKNOWN),
    ("200 with a page", http(200, "<html>", "text/html"), Verdict.UNKNOWN),
    ("403", http(403, {"error": "x"}), Verdict.UNKNOWN),
    ("404", http(404, {"error": "x"}), Verdict.UNKNOWN),
    ("429", http(429, {"error": "x"}), Verdict.UNKNOWN),
    ("500", http(500, {"error": "x"}), Verdict.UNKNOWN),
    ("503", http(503, {"error": "x"}), Verdict.UNKNOWN),
    ("an endless body", http(422, "[" * 70_000), Verdict.UNKNOWN),
    ("deep nesting", http(422, "[" * 60_000), Verdict.ACCEPTED),
    ("garbage", b"\x00\x01garbage\r\n\r\n", Verdict.UNKNOWN),
    ("nothing", b"", Verdict.UNKNOWN),
    ("half an answer", http(422, {"error": "externalId"})[:-5], Verdict.UNKNOWN),
]
TESTED: list[tuple[str, bytes, Verdict]] = [
    ("our job", http(201, JOB), Verdict.ACCEPTED),
    ("another job", http(201, {**JOB, "externalId": "TEST-2"}), Verdict.UNKNOWN),
    ("a job without a reference", http(201, {"id": "1"}), Verdict.ACCEPTED),
    ("a job as a list", http(201, [JOB]), Verdict.UNKNOWN),
    ("201 without a body", http(201, ""), Verdict.UNKNOWN),
    ("200 with our job", http(200, JOB), Verdict.UNKNOWN),
    ("202 with our job", http(202, JOB), Verdict.UNKNOWN),
    ("401", http(401, {"error": "unauthorized"}), Verdict.REFUSED),
    ("a validation error", http(422, {"error": "x"}), Verdict.UNKNOWN),
    ("503", http(503, {"error": "x"}), Verdict.UNKNOWN),
    ("half a job", http(201, JOB)[:-5], Verdict.UNKNOWN),
]


def ids(table: list[tuple[str, bytes, Verdict]]) -> list[str]:
    return [name for name, _, _ in table]


@pytest.mark.parametrize(("name", "wire", "verdict"), ASKED, ids=ids(ASKED))
def test_a_question_is_answered_with_one_of_three_values(
    peer: Peer, name: str, wire: bytes, verdict: Verdict
) -> None:
    assert verdict is peer.says(wire).ask(KEY).verdict


@pytest.mark.parametrize(("name", "wire", "verdict"), TESTED, ids=ids(TESTED))
def test_only_a_201_with_our_own_job_confirms_the_test_request(
    peer: Peer, name: str, wire: bytes, verdict: Verdict
) -> None:
    assert verdict is peer.says(wire).submit_test_job(KEY, "TEST-1").verdict


@pytest.mark.parametrize("wire", [wire for _, wire, _ in ASKED + TESTED])
def test_an_answer_never_quotes_the_peer_or_the_key(peer: Peer, wire: bytes) -> None:
    marked = wire.replace(b"X\r\n", f"{KEY}\r\nX-Echo: {KEY}\r\n".encode())

    api = peer.says(marked)

    for answer in (api.ask(KEY), api.submit_test_job(KEY, "TEST-1")):
        assert KEY not in repr(answer)
        assert "externalId" not in answer.seen
        assert re.fullmatch(SEEN, answer.seen), "the record would refuse it"


def test_a_question_cannot_make_a_job(peer: Peer) -> None:
    peer.says(http(422)).ask(KEY)

    assert b"externalId" not in peer.heard[0]
    assert peer.heard[0].startswith(b"POST /api/jobs ")


def test_a_question_is_asked_once(peer: Peer) -> None:
    peer.says(http(503, more="Retry-After: 0\r\n")).submit_test_job(KEY, "TEST-1")

    assert len(peer.heard) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_question_is_asked_again_when_the_api_says_so(peer: Peer, status: int) -> None:
    answers = [http(status, more="Retry-After: 0\r\n"), http(401)]
    peer.answers = iter(answers)

    assert peer.says().ask(KEY).verdict is Verdict.REFUSED
    assert len(peer.heard) == 2


@pytest.mark.parametrize(
    "after",
    ["60", "never", "Wed, 21 Oct 2099 07:28:00 GMT", "Wed, 21 Oct 99999 07:28:00 GMT", "9" * 400],
)
def test_a_wait_past_the_deadline_is_not_begun(peer: Peer, after: str) -> None:
    answer = peer.says(http(503, more=f"Retry-After: {after}\r\n")).ask(KEY)

    assert answer.verdict is Verdict.UNKNOWN
    assert len(peer.heard) == 1


def test_an_api_that_is_never_ready_is_given_up_at_the_deadline(peer: Peer) -> None:
    answer = peer.says(http(503, more="Retry-After: 0\r\n")).ask(KEY)

    assert answer == Answer(verdict=Verdict.UNKNOWN, seen="status 503")
    assert 2 <= len(peer.heard) <= 10


def test_the_key_follows_no_redirect(peer: Peer) -> None:
    answer = peer.says(http(307, more=f"Location: {peer.url}/jobs\r\n")).ask(KEY)

    assert Answer(verdict=Verdict.UNKNOWN, seen="status 307") == answer
    assert len(peer.heard) == 1


def test_a_netrc_entry_does_not_replace_the_key(
    peer: Peer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password word\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    peer.says(http(401)).ask(KEY)

    assert f"Authorization: Bearer {KEY}".encode() in peer.heard[0]


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 422 X\r\n", b"HTTP/1.1 422 X\r\nContent-Length: 999\r\n\r\n"]
)
def test_a_peer_that_drips_bytes_is_given_up_at_the_deadline(peer: Peer, start: bytes) -> None:
    """Each read is fast enough, so only a limit on the total time can end it."""
    api = peer.says(start, *[b"X: y\r\n"] * 100, pause=0.1)
    began = time.monotonic()

    answer = api.ask(KEY)

    assert Answer(verdict=Verdict.UNKNOWN, seen="no answer within 0.6 s") == answer
    assert time.monotonic() - began < 5


def test_an_address_where_nobody_listens_is_unknown() -> None:
    answer = SubmitApi(base_url="http://127.0.0.1:1/api", deadline=1).ask(KEY)

    assert Verdict.UNKNOWN is answer.verdict


def test_the_certificate_is_verified(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The peer does not speak TLS, the simplest case of one that cannot be verified."""
    peer.says(http(422))

    answer = SubmitApi(base_url=peer.url.replace("http:", "https:"), deadline=1).ask(KEY)

    assert (
        Answer(verdict=Verdict.UNKNOWN, seen="the TLS certificate could not be verified") == answer
    )


@pytest.mark.parametrize("place", ["_body", "Reply"])
def test_a_bug_is_not_told_as_a_silent_api(
    peer: Peer, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    bug = KeyError("a mistake of ours")

    def broken(*_: object, **__: object) -> None:
        raise bug

    monkeypatch.setattr(client, place, broken)

    with pytest.raises(KeyError) as raised:
        peer.says(http(422)).ask(KEY)

    assert raised.value is bug
