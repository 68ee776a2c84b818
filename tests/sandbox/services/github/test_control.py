"""GitHub's stand-in has faults on demand, records its writes and remembers its data."""

from __future__ import annotations

from pathlib import Path

from tests.sandbox.services.github.conftest import SECRETS, VALUE
from tests.support.github_service import GitHub, GitHubService, sha256


def test_calls_are_refused_on_demand(api: GitHub) -> None:
    fault = {"status": 403, "method": "PUT", "path": "/secrets/KEY", "times": 1}
    assert api.fault(**fault).status_code == 204

    body = api.seal(SECRETS, VALUE)
    statuses = [
        api.call("PUT", f"{SECRETS}/{name}", body).status_code for name in ("A", "KEY", "KEY")
    ]

    assert statuses == [201, 403, 201]
    for wrong in ({"status": 200}, {"status": 500, "when": 1}, {"path": "x"}):
        assert api.fault(**wrong).status_code == 400


def test_every_call_is_recorded_and_writes_are_told_from_reads(api: GitHub) -> None:
    api.call("PUT", f"{SECRETS}/KEY", api.seal(SECRETS, VALUE))
    api.call("DELETE", "/repos/acme/alpha/nothing")

    assert [(each["method"], each["path"], each["status"]) for each in api.writes()] == [
        ("PUT", f"/api/v3{SECRETS}/KEY", 201),
        ("DELETE", "/api/v3/repos/acme/alpha/nothing", 404),
    ]
    assert [each["method"] for each in api.journal()] == ["GET", "PUT", "DELETE"]


def test_the_world_is_the_same_after_a_restart_and_no_file_holds_a_value(tmp_path: Path) -> None:
    api = GitHubService(tmp_path)
    public = api.call("GET", f"{SECRETS}/public-key").json()
    api.call("PUT", f"{SECRETS}/KEY", api.seal(SECRETS, VALUE))
    secret = api.call("GET", f"{SECRETS}/KEY").json()
    api.stop()

    assert all(VALUE.encode() not in file.read_bytes() for file in tmp_path.iterdir())
    api = GitHubService(tmp_path)
    assert api.call("GET", f"{SECRETS}/public-key").json() == public
    assert api.call("GET", f"{SECRETS}/KEY").json() == secret
    assert api.digest(f"{SECRETS}/KEY") == sha256(VALUE)
    api.stop()
