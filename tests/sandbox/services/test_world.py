"""The Submit API as the vendor's pages leave it open: orders, bodies, and what may stand before."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sandbox.__main__ import main
from sandbox.services.submit.fault import SubmitFault
from tests.sandbox.services.faulty_api import Api


@pytest.mark.parametrize(
    ("world", "key", "body", "status"),
    [
        ({"order": "body-first"}, "wrong", {}, 422),
        ({"order": "body-first"}, "wrong", None, 401),
        ({"order": "body-first"}, None, None, 201),
        ({"gateway": "shape"}, "wrong", None, 401),
        ({"gateway": "shape"}, "atx_" + "q" * 40, None, 201),
        ({"gateway": "shape"}, "atx_" + "q" * 40, {}, 422),
    ],
)
def test_the_api_can_be_another_one(
    api: Api, world: dict[str, Any], key: str | None, body: Any, status: int
) -> None:
    api.fault(world)

    assert api.post(key=key, body=body) == status


@pytest.mark.parametrize("errors", ["json", "text", "empty"])
@pytest.mark.parametrize(("key", "body", "status"), [("wrong", None, 401), (None, {}, 422)])
def test_an_error_has_the_body_that_this_api_gives_it(
    api: Api, errors: str, key: str | None, body: Any, status: int
) -> None:
    api.fault({"errors": errors})

    answer = api.send(key=key, body=body)

    assert answer.status_code == status
    assert {"json": "{", "text": "T", "empty": ""}[errors] == answer.text[:1]


def test_a_job_may_come_without_its_reference(api: Api) -> None:
    assert api.send().json()["externalId"] == "TEST-1"
    api.fault({"echo": False})

    assert "externalId" not in api.send().json()


def test_one_key_can_be_locked_out(api: Api) -> None:
    api.fault({"lockout": {"id": api.key_id, "errors": "text"}})

    answer = api.send()

    assert (answer.status_code, answer.text[:1]) == (401, "T")
    assert api.post(key=api.made()[1]) == 201
    api.fault({})
    assert api.post() == 201


def test_another_world_outlives_what_goes_wrong_in_it(api: Api) -> None:
    api.fault({"order": "body-first", "status": 503, "times": 1})

    assert [api.post(key="wrong", body={}) for _ in range(2)] == [503, 422]


def test_the_help_explains_every_field_of_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["fault", "--help"])

    shown = capsys.readouterr().out
    for name in SubmitFault.model_fields:
        assert re.search(rf"^  {name} +\S.{{15}}", shown, re.MULTILINE), name
