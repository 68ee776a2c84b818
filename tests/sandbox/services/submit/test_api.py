"""The Submit API answers as the vendor documents it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sandbox.services.submit.api import submit_app

JOB = {"externalId": "TEST-ORDER-10001"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    with submit_app(tmp_path) as app:
        yield app.test_client()


@pytest.fixture
def made(client: FlaskClient) -> dict[str, str]:
    """A working key with its id."""
    return dict(client.post("/vault/keys").get_json())


def post(client: FlaskClient, authorization: str | None, body: Any = JOB) -> TestResponse:
    headers = {} if authorization is None else {"Authorization": authorization}
    data = body if isinstance(body, bytes) else json.dumps(body)
    return client.post("/api/jobs", data=data, headers=headers)


def recorded(client: FlaskClient) -> list[dict[str, Any]]:
    return [json.loads(line) for line in client.get("/vault/requests").text.splitlines()]


def test_a_job_is_created(client: FlaskClient, made: dict[str, str]) -> None:
    response = post(client, f"Bearer {made['key']}")

    assert response.status_code == 201
    job = response.get_json()
    assert list(job) == ["id", "externalId", "status", "createdAt"]
    assert (job["externalId"], job["status"]) == ("TEST-ORDER-10001", "created")


def test_the_same_reference_makes_another_job(client: FlaskClient, made: dict[str, str]) -> None:
    first, second = (post(client, f"Bearer {made['key']}").get_json() for _ in range(2))

    assert first["id"] != second["id"]
    assert [job["id"] for job in client.get("/vault/jobs").get_json()] == [
        first["id"],
        second["id"],
    ]


@pytest.mark.parametrize(
    "form",
    [None, "", "{}", "Token {}", "Basic {}", "bearer {}", "Bearer  {}", "Bearer {} x", "Bearer"],
)
def test_anything_but_bearer_and_a_key_is_unauthorized(
    client: FlaskClient, made: dict[str, str], form: str | None
) -> None:
    response = post(client, None if form is None else form.format(made["key"]))

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.get_json()["error"] == "unauthorized"


def test_an_unknown_key_is_refused(client: FlaskClient) -> None:
    assert post(client, "Bearer atx_" + "0" * 40).status_code == 401


def test_a_revoked_key_is_refused_and_named_in_the_log(
    client: FlaskClient, made: dict[str, str]
) -> None:
    revoked = client.post(f"/vault/keys/{made['id']}/revoke").get_json()

    assert post(client, f"Bearer {made['key']}").status_code == 401
    assert client.get("/vault/keys").get_json() == [revoked]
    assert recorded(client)[0]["keyId"] == made["id"]


def test_revoking_an_unknown_key_is_not_found(client: FlaskClient) -> None:
    assert client.post("/vault/keys/key_unknown/revoke").status_code == 404


def test_a_bad_key_is_refused_before_the_body_is_looked_at(client: FlaskClient) -> None:
    assert post(client, "Bearer wrong", {}).status_code == 401
    assert post(client, "Bearer wrong", b"{").status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"externalId": ""}, 422),
        ({"externalId": "  "}, 422),
        ({"externalId": 7}, 422),
        ([], 422),
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
    ],
)
def test_a_body_that_is_no_job_makes_none(
    client: FlaskClient, made: dict[str, str], body: Any, status: int
) -> None:
    response = post(client, f"Bearer {made['key']}", body)

    assert response.status_code == status
    assert client.get("/vault/jobs").get_json() == []


def test_a_validation_error_names_the_field(client: FlaskClient, made: dict[str, str]) -> None:
    errors = post(client, f"Bearer {made['key']}", {}).get_json()["errors"]

    assert [error["field"] for error in errors] == ["externalId"]


def test_a_body_without_end_is_too_large(client: FlaskClient, made: dict[str, str]) -> None:
    body = json.dumps({"externalId": "x", "metadata": "x" * 1024 * 1024}).encode()

    assert post(client, f"Bearer {made['key']}", body).status_code == 413


def test_other_paths_and_methods_are_json_errors(client: FlaskClient, made: dict[str, str]) -> None:
    headers = {"Authorization": f"Bearer {made['key']}"}
    missing = client.post("/api/orders", json=JOB, headers=headers)
    wrong = client.get("/api/jobs", headers=headers)

    assert (missing.status_code, missing.get_json()["error"]) == (404, "not_found")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "POST")
    assert client.get("/").status_code == 404
    assert client.get("/").is_json


def test_each_request_is_recorded_and_the_control_plane_is_not(
    client: FlaskClient, made: dict[str, str]
) -> None:
    post(client, f"Bearer {made['key']}")
    post(client, "Bearer wrong")

    records = recorded(client)
    assert [(record["keyId"], record["status"]) for record in records] == [
        (made["id"], 201),
        (None, 401),
    ]
    assert all(record["path"] == "/api/jobs" for record in records)
    assert all(record["externalId"] == "TEST-ORDER-10001" for record in records)
    assert records[0]["at"].endswith("Z")
    assert len(records[0]["at"]) == len("2026-01-31T12:00:00.000Z")


def test_a_key_in_the_wrong_place_is_not_written_down(
    client: FlaskClient, made: dict[str, str], tmp_path: Path
) -> None:
    key = made["key"]
    headers = {"Authorization": f"Bearer {key}"}
    client.post(f"/api/{key}", json={"externalId": f"job {key}"}, headers=headers)
    client.post(f"/api/jobs?key={key}", json={"externalId": key})
    client.post(
        "/api/jobs", json={"externalId": "own-key"}, headers={"Authorization": "Bearer own-key"}
    )

    text = (tmp_path / "submit-requests.jsonl").read_text()
    assert key not in text
    assert "own-key" not in text
    assert text.count("[key]") == 4
