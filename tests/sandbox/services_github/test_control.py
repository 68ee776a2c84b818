"""GitHub's stand-in as a rehearsal uses it: faults on demand, a record of writes, a memory."""

from __future__ import annotations

import json
from pathlib import Path

import requests

from tests.sandbox.services_github.conftest import SECRETS, VALUE, Api, sha256, started


def test_calls_are_refused_on_demand(api: Api) -> None:
    fault = {"status": 403, "method": "PUT", "path": "/secrets/KEY", "times": 1}
    assert requests.put(f"{api.root}/control/faults", json=fault, timeout=5).status_code == 204

    body = api.seal(SECRETS)
    statuses = [
        api.call("PUT", f"{SECRETS}/{name}", body).status_code for name in ("A", "KEY", "KEY")
    ]

    assert statuses == [201, 403, 201]
    for wrong in ({"status": 200}, {"status": 500, "when": 1}, {"path": "x"}):
        answer = requests.put(f"{api.root}/control/faults", json=wrong, timeout=5)
        assert answer.status_code == 400


def test_writes_are_recorded_and_reads_are_not(api: Api) -> None:
    api.call("PUT", f"{SECRETS}/KEY", api.seal(SECRETS))
    api.call("DELETE", "/repos/acme/alpha/nothing")

    text = requests.get(f"{api.root}/control/requests", timeout=5).text
    records = [json.loads(line) for line in text.splitlines()]
    assert [(each["method"], each["path"], each["status"]) for each in records] == [
        ("PUT", f"/api/v3{SECRETS}/KEY", 201),
        ("DELETE", "/api/v3/repos/acme/alpha/nothing", 404),
    ]


def test_the_world_is_the_same_after_a_restart_and_no_file_holds_a_value(tmp_path: Path) -> None:
    server, database = started(tmp_path)
    api = Api(server.port)
    public = api.call("GET", f"{SECRETS}/public-key").json()
    api.call("PUT", f"{SECRETS}/KEY", api.seal(SECRETS))
    secret = api.call("GET", f"{SECRETS}/KEY").json()
    server.stop()
    database.close()

    assert all(VALUE.encode() not in file.read_bytes() for file in tmp_path.iterdir())
    server, database = started(tmp_path)
    api = Api(server.port)
    assert api.call("GET", f"{SECRETS}/public-key").json() == public
    assert api.call("GET", f"{SECRETS}/KEY").json() == secret
    assert api.digest(f"{SECRETS}/KEY") == sha256(VALUE)
    server.stop()
    database.close()
