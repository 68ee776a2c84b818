"""The Submit API fails on demand, and its log says what the client got."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest
import requests

from sandbox.services.serving import HOST, Server
from tests.sandbox.services.faulty_api import Api


def test_a_status_replaces_the_work_until_it_is_cleared(api: Api) -> None:
    api.fault({"status": 503})

    assert [api.post(), api.post()] == [503, 503]
    assert api.jobs() == 0

    assert api.fault({}).status_code == 204
    assert api.post() == 201
    assert api.statuses() == [503, 503, 201]


def test_skip_and_times_choose_the_requests(api: Api) -> None:
    api.fault({"status": 429, "skip": 1, "times": 2, "headers": {"Retry-After": "7"}})

    answers = [api.send() for _ in range(4)]

    assert [answer.status_code for answer in answers] == [201, 429, 429, 201]
    assert answers[1].headers["Retry-After"] == "7"


def test_a_body_is_a_page(api: Api) -> None:
    api.fault({"status": 200, "body": "<h1>login</h1>"})

    answer = api.send()

    assert answer.text == "<h1>login</h1>"
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_dropped_connection_is_no_answer_and_makes_no_job(api: Api) -> None:
    api.fault({"drop": True, "times": 1})

    with pytest.raises(requests.ConnectionError):
        api.post()

    assert (api.jobs(), api.statuses()) == (0, [None])


@pytest.mark.parametrize("fault", [{"drop": True}, {"status": 502}])
def test_after_work_a_job_is_made_and_the_client_does_not_learn_it(
    api: Api, fault: dict[str, Any]
) -> None:
    api.fault({**fault, "after": "work"})

    try:
        assert api.post() == 502
    except requests.ConnectionError:
        assert fault == {"drop": True}

    assert api.jobs() == 1


def test_after_work_a_refused_key_still_makes_no_job(api: Api) -> None:
    api.fault({"status": 502, "after": "work"})

    assert api.post(key="wrong") == 502
    assert api.jobs() == 0


def test_a_delay_ends_in_the_usual_answer(api: Api) -> None:
    assert api.fault({"delay": 10}).status_code == 204
    api.fault({"delay": 0.2})
    before = time.monotonic()

    assert api.post() == 201
    assert time.monotonic() - before >= 0.2


def test_a_client_that_left_during_a_delay_got_nothing(api: Api) -> None:
    api.fault({"delay": 0.3, "after": "work"})

    with pytest.raises(requests.Timeout):
        api.post(timeout=0.1)
    time.sleep(0.4)

    assert (api.jobs(), api.statuses()) == (1, [None])


@pytest.mark.parametrize(
    ("behaviour", "key", "body", "status"),
    [
        ("accept-every-key", "wrong", None, 201),
        ("accept-every-key", "wrong", {}, 422),
        ("refuse-every-key", None, None, 401),
    ],
)
def test_the_key_check_can_be_broken(
    api: Api, behaviour: str, key: str | None, body: Any, status: int
) -> None:
    api.fault({"behaviour": behaviour})

    assert api.post(key=key, body=body) == status


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"statsu": 503}, "statsu"),
        ({"delay": "1"}, "delay"),
        ({"status": "503"}, "status"),
        ({"status": 99}, "status"),
        ({"status": True}, "status"),
        ({"drop": 1}, "drop"),
        ({"delay": -1}, "delay"),
        ({"times": 0, "drop": True}, "times"),
        ({"skip": 1.5, "drop": True}, "skip"),
        ({"after": "lunch", "drop": True}, "after"),
        ({"behaviour": "nice"}, "behaviour"),
        ({"order": "key-last"}, "order"),
        ({"lockout": {"key": "x"}}, "lockout"),
        ({"status": 302, "headers": {"Location": "a\r\nb"}}, "headers"),
        ({"body": "x"}, "status"),
        ({"drop": True, "status": 500}, "drop"),
        ({"times": 2}, "one of"),
        ([], "known fields"),
        (None, "known fields"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_in_one_line(api: Api, fault: Any, named: str) -> None:
    refusal = api.fault(fault)

    assert refusal.status_code == 400
    assert named in refusal.json()["error"]
    assert "\n" not in refusal.json()["error"]
    assert api.post() == 201


def test_a_taken_port_is_replaced_by_a_free_one() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        server = Server(lambda environ, start: [], port)
        server.stop()

    assert server.port not in (0, port)


def test_an_error_inside_says_nothing_of_the_request(capfd: pytest.CaptureFixture[str]) -> None:
    def broken(environ: Any, start_response: Any) -> Any:
        raise ValueError(environ["PATH_INFO"])

    server = Server(broken)
    answer = requests.get(f"http://{HOST}:{server.port}/canary", timeout=5)
    server.stop()

    assert (answer.status_code, answer.text) == (500, "internal error\n")
    assert capfd.readouterr().err == "sandbox service failed: ValueError\n"
